import fc from "fast-check";
import { isClean } from "./findings";
import { runScenario, type ScenarioResult, type ScenarioSetup } from "./runScenario";
import type { Scenario } from "./scenario";
import { scenarios } from "./scenarioArbitrary";

/**
 * The scenario of a seed and a path, always the same one. The path is the number of the scenario, from 0, and behind it
 * the way that shrinking took, such as `12:0:3`.
 */
export function scenarioAt(seed: number, path: string): Scenario {
  const [scenario] = fc.sample(scenarios, { seed, path, numRuns: 1 });
  if (!scenario) {
    throw new Error(`There is no scenario at the path ${path}`);
  }
  return scenario;
}

/** A scenario that failed, and where it can be found again. */
export interface FailedScenario {
  readonly seed: number;
  readonly path: string;
  readonly result: ScenarioResult;
}

/**
 * Leaves out of a failed scenario whatever it fails without. A failure that depends on the order in which answers arrive
 * may not come again: then the scenario stays as it is.
 * @param maxRuns how many scenarios are run at most.
 */
export async function shrink(failed: FailedScenario, setup: ScenarioSetup, maxRuns = 100): Promise<FailedScenario> {
  const { seed, path } = failed;
  let result = failed.result;
  let runs = 0;
  const property = fc.asyncProperty(scenarios, async (scenario) => {
    runs++;
    if (runs > maxRuns) {
      return true;
    }
    const each = await runScenario(scenario, setup);
    if (isClean(each.findings)) {
      return true;
    }
    result = each;
    return false;
  });
  const { counterexamplePath } = await fc.check(property, { seed, path, numRuns: 1 });
  return { seed, path: counterexamplePath ?? path, result };
}
