import { SHORT_BLOCKS } from "../../harness/fastTime";
import { inProcess } from "../../harness/model/inProcess";
import type { StartProvider } from "../../harness/model/provider";
import { isClean } from "../../harness/scenarios/findings";
import { type FailedScenario, scenarioAt, shrink } from "../../harness/scenarios/replay";
import { runScenario, type ScenarioSetup } from "../../harness/scenarios/runScenario";

const SEED = Number(process.env.SEED ?? 7);
const RUNS = Number(process.env.RUNS ?? 20);

/** With short waits between retries, and none for a `Retry-After`. */
const start = inProcess({ maxAttempts: 3, baseDelay: 1, maxDelay: 10, totalTimeout: 500 });

const fine: ScenarioSetup = { start, simulator: SHORT_BLOCKS };

/** Never changes a quota. */
const startBroken: StartProvider = async (settings) => {
  const provider = await start(settings);
  return {
    ...provider,
    update: (old, inputs) => provider.update(old, { ...inputs, quota: old.outputs.quota }),
  };
};

const broken: ScenarioSetup = { ...fine, start: startBroken };

test("scenarios of whole stacks in process lose, double, orphan and leak nothing", async () => {
  const paths = Array.from({ length: RUNS }, (_, number) => String(number));
  const results = await Promise.all(paths.map((path) => runScenario(scenarioAt(SEED, path), fine)));
  const failed = results.flatMap(({ findings, history }, path) =>
    isClean(findings) ? [] : [{ path, findings, history: history.join("\n") }],
  );
  expect(failed).toEqual([]);
  expect(results.flatMap(({ faults }) => faults).length).toBeGreaterThan(RUNS);
});

test("a seed and a path give the same scenario every time, and another seed or path gives another one", () => {
  expect(scenarioAt(7, "3")).toEqual(scenarioAt(7, "3"));
  expect(scenarioAt(8, "3")).not.toEqual(scenarioAt(7, "3"));
  expect(scenarioAt(7, "4")).not.toEqual(scenarioAt(7, "3"));
});

describe("the first scenario that fails with a broken provider", () => {
  let failed: FailedScenario;

  beforeAll(async () => {
    for (let number = 0; ; number++) {
      const path = String(number);
      const result = await runScenario(scenarioAt(7, path), broken);
      if (!isClean(result.findings)) {
        failed = { seed: 7, path, result };
        return;
      }
    }
  });

  test("is shrunk to what its failure needs, and can be replayed by its path", async () => {
    const shrunk = await shrink(failed, broken, 300);
    expect(shrunk.path).toMatch(new RegExp(`^${failed.path}:`));
    expect(isClean(shrunk.result.findings)).toBe(false);

    const { programs, rounds, teardown } = scenarioAt(7, shrunk.path);
    const operations = rounds.flatMap((round) => round.operations);
    const edits = [...programs.flat(), ...operations.flatMap((operation) => operation.edits)];
    // A choice is modulo what there is to choose from, so that another resource may be needed for it.
    expect(edits.map(({ edit }) => edit).join()).toMatch(/^(add(Key|Pair),){1,2}quota$/);
    expect(rounds.flatMap(({ faults, actions }) => [...faults, ...actions])).toEqual([]);
    expect(operations.filter(({ interruption, retryHook }) => interruption || retryHook)).toEqual([]);
    expect(teardown).toEqual([]);

    const replayed = await runScenario(scenarioAt(7, shrunk.path), broken);
    expect(replayed.findings).toEqual({
      ...{ doubled: [], orphansUnnamed: [], leaked: [], blocked: [] },
      lost: [expect.stringContaining("differs: declared")],
    });
    expect(isClean((await runScenario(scenarioAt(7, shrunk.path), fine)).findings)).toBe(true);
  });

  test("stays as it is if its failure does not come again", async () => {
    expect(await shrink(failed, fine)).toEqual(failed);
  });

  test("is shrunk by no more runs than allowed", async () => {
    const accounts = new Set<string>();
    const counting: StartProvider = (settings) => {
      accounts.add(settings.url);
      return startBroken(settings);
    };
    const shrunk = await shrink(failed, { ...fine, start: counting }, 2);
    expect([1, 2]).toContain(accounts.size);
    expect(isClean(shrunk.result.findings)).toBe(false);
  });
});
