import type { ModelStack } from "../model/modelStack";
import type { StartProvider } from "../model/provider";
import type { SimulatorOptions } from "../simulator";
import { type Findings, findingsOf, isClean, lostOf } from "./findings";
import { followAdvice, runOperation } from "./operations";
import { editProgram } from "./programEdits";
import { type FaultHit, runRound } from "./runRound";
import type { Scenario } from "./scenario";
import { TestAccount } from "./testAccount";

/** How often an operation is tried without faults until its stack has converged. */
const MAX_TRIES = 5;

export interface ScenarioResult {
  readonly findings: Findings;
  readonly faults: readonly FaultHit[];
  readonly history: readonly string[];
  /** How many providers were started. */
  readonly providers: number;
}

/** What a scenario runs with. */
export interface ScenarioSetup {
  readonly start: StartProvider;
  readonly startSecond?: StartProvider;
  /** Its rate limit goes by the clock of the providers. */
  readonly simulator: SimulatorOptions;
}

/** Runs a scenario: its rounds, then without faults until all stacks have converged, then the teardown. */
export async function runScenario(
  scenario: Scenario,
  { simulator, ...providers }: ScenarioSetup,
): Promise<ScenarioResult> {
  const account = await TestAccount.open({ ...providers, stacks: scenario.programs.length }, simulator);
  const faults: FaultHit[] = [];
  try {
    for (const [number, edits] of scenario.programs.entries()) {
      for (const edit of edits) {
        editProgram(account, account.stack(number), edit);
      }
    }
    for (const round of scenario.rounds) {
      faults.push(...(await runRound(account, round)));
    }
    account.history.push("without faults:");
    for (const stack of account.stacks) {
      await converge(account, stack);
    }
    let findings = findingsOf(account);
    if (isClean(findings) && scenario.teardown.length > 0) {
      // A key that was found again has to be named again if it is lost again.
      for (const uuid of account.owned) {
        account.named.delete(uuid);
      }
      for (const round of scenario.teardown) {
        faults.push(...(await runRound(account, round)));
      }
      account.history.push("without faults:");
      for (const stack of account.stacks) {
        await destroy(account, stack);
      }
      findings = findingsOf(account);
    }
    const { history, providers } = account;
    return { findings, faults, history, providers };
  } finally {
    await account.close();
  }
}

async function converge(account: TestAccount, stack: ModelStack): Promise<void> {
  await account.simulator.settle();
  for (let tries = 1; tries <= MAX_TRIES; tries++) {
    const refresh = await runOperation(account, stack, (engine) => engine.refresh());
    const up = await runOperation(account, stack, (engine) => engine.up(), { parallel: 8, savesPlan: true });
    const outcomes = [...refresh.outcomes, ...up.outcomes];
    if (outcomes.every(({ result }) => result === "done") && lostOf(account, stack).length === 0) {
      return;
    }
    await followAdvice(account, stack, outcomes);
  }
}

async function destroy(account: TestAccount, stack: ModelStack): Promise<void> {
  stack.program.clear();
  for (let tries = 1; tries <= MAX_TRIES && stack.state.size > 0; tries++) {
    await runOperation(account, stack, (engine) => engine.destroy());
  }
}
