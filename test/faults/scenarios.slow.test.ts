import { figuresOf, runFaults } from "../../tools/faults/run";
import { build } from "../harness/build";

beforeAll(build);

test("sixty faults on Pulumi's provider process lose, double, orphan and leak nothing, and cause no block", async () => {
  const report = await runFaults({ seed: 7, faults: 60, concurrency: 4 });
  const { faults, ...figures } = figuresOf(report);
  const histories = report.failed.map(({ path, result }) => [path, ...result.history].join("\n"));
  expect({ ...figures, histories }).toEqual({
    ...{ lost: 0, doubled: 0, orphansUnnamed: 0, leaked: 0, blocked: 0, seed: 7 },
    histories: [],
  });
  expect(faults).toBeGreaterThanOrEqual(60);
});
