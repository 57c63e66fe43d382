import type { Engine, Outcome } from "../model/engine";
import type { ModelStack } from "../model/modelStack";
import { applyAdvice } from "./advice";
import type { RunOptions, TestAccount } from "./testAccount";

/** Runs an operation on a stack, and writes what became of its resources to the history. */
export async function runOperation(
  account: TestAccount,
  stack: ModelStack,
  operation: (engine: Engine) => Promise<void>,
  options: RunOptions = { parallel: 8 },
): Promise<Engine> {
  const engine = await account.run(stack, options, operation);
  for (const { logicalName, call, result, message } of engine.outcomes) {
    account.history.push(`  stack ${stack.number}: ${call} ${logicalName} ${result}${message && `: ${message}`}`);
  }
  return engine;
}

/** Does what the errors of an operation advise. @returns how many keys the program adopts from now on. */
export async function followAdvice(
  account: TestAccount,
  stack: ModelStack,
  outcomes: readonly Outcome[],
): Promise<number> {
  const { adopted, toDestroy } = applyAdvice(account, stack, outcomes);
  if (toDestroy.length > 0) {
    account.history.push(`  stack ${stack.number}: destroy --target ${toDestroy.join(" ")}`);
    await runOperation(account, stack, (engine) => engine.destroy((name) => toDestroy.includes(name)));
  }
  return adopted;
}
