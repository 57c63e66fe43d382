import { killEngine } from "../harness/engineKills";
import { isClean } from "../harness/scenarios/findings";
import { YamlStack } from "../harness/yamlStack";

test("after kill -9 at any request, updates bring every key into the state and leave no other at JetEmail", async () => {
  const { findings, history } = await killEngine({ seed: 7, kills: 3, create: () => YamlStack.create() });
  expect({ ...findings, history: isClean(findings) ? [] : history }).toEqual({
    ...{ lost: [], doubled: [], orphansUnnamed: [], leaked: [], history: [] },
  });
  expect(history.filter((line) => line.startsWith("kill -9"))).toHaveLength(3);
});
