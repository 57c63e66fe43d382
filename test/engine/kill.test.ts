import { isClean } from "../faults/findings";
import { killEngine } from "../faults/kills";

test("kill -9 at any request, and the updates after it leave every key in the state, and no other at JetEmail", async () => {
  const { findings, history } = await killEngine({ seed: 7, kills: 3 });
  expect(history.filter((line) => line.startsWith("kill -9"))).toHaveLength(3);
  expect({ ...findings, history: isClean(findings) ? [] : history }).toEqual({
    ...{ lost: [], doubled: [], orphansUnnamed: [], leaked: [], history: [] },
  });
});
