import { faultKind } from "../faults";
import type { Engine, Outcome } from "../model/engine";
import type { ModelStack } from "../model/modelStack";
import { API_CALLS, type Fault, type LoggedRequest } from "../simulator";
import { act } from "./concurrentActor";
import { followAdvice, runOperation } from "./operations";
import { editProgram } from "./programEdits";
import type { Action, Operation, PlannedFault, Round } from "./scenario";
import type { RunOptions, TestAccount } from "./testAccount";

/** What became of the operations of a round. */
export type RoundResult = "absorbed" | "failed" | "partial" | "crashed";

/** A fault that hit, with what became of the operations of its round. */
export interface FaultHit {
  readonly kind: string;
  readonly hits: number;
  readonly result: RoundResult;
  /** Whether a key was adopted afterwards, as an error advised. */
  readonly adopted: boolean;
}

/** Runs the operations of a round at the same time, with its faults, and then follows the advice of their errors. */
export async function runRound(account: TestAccount, round: Round): Promise<FaultHit[]> {
  const { simulator, history } = account;
  await simulator.settle();
  const operations = operationsOf(account, round);
  const names = operations.map(({ stack }) => `${round.operation} of stack ${stack.number}`);
  history.push(`round: ${names.join(", ")}`);
  for (const action of round.actions.filter(({ atRequest }) => atRequest === 0)) {
    act(account, action);
  }
  for (const { stack, edits } of operations) {
    for (const edit of edits) {
      editProgram(account, stack, edit);
    }
  }
  const armed = round.faults.map((fault) => ({ ...fault, handle: simulator.faults.add(toFault(fault)) }));
  const observers = observeRequests(account, round.actions);
  const engines = await Promise.all(
    operations.map((operation) => {
      const run = async (engine: Engine) => {
        const interrupt = interrupter(account, operation, engine);
        observers.add(interrupt);
        await engine[round.operation]();
        // The other stack's requests may go on for longer.
        observers.delete(interrupt);
      };
      return runOperation(account, operation.stack, run, optionsOf(operation, round));
    }),
  );
  account.onRequest = () => {};
  simulator.faults.clear();
  const hit = armed.filter(({ handle }) => handle.hits > 0);
  history.push(...hit.map(({ kind, call, handle }) => `  fault: ${kind} on ${call}, ${handle.hits} times`));
  let adopted = 0;
  for (const [index, { stack }] of operations.entries()) {
    adopted += await followAdvice(account, stack, engines[index]?.outcomes ?? []);
  }
  const result = worstOf(engines);
  return hit.map(({ kind, handle }) => ({ kind, hits: handle.hits, result, adopted: adopted > 0 }));
}

type StackOperation = Omit<Operation, "stack"> & { readonly stack: ModelStack };

/** The operations of a round, at most one for each stack. */
function operationsOf(account: TestAccount, { operations }: Round): StackOperation[] {
  const { length } = account.stacks;
  return operations.slice(0, length).map((operation) => {
    return { ...operation, stack: account.stack(operation.stack % length) };
  });
}

function toFault({ kind, call, skip, count }: PlannedFault): Fault {
  return { ...API_CALLS[call], ...faultKind(kind).fault, skip, count };
}

function optionsOf(
  { parallel, interruption, retryHook, plan, wrongAccount }: StackOperation,
  { operation }: Round,
): RunOptions {
  return {
    ...{ parallel, retryHook, losesLastResult: interruption?.losesLastResult ?? false },
    ...{ savesPlan: plan && operation === "up", wrongAccount: wrongAccount && operation !== "up" },
  };
}

/** @returns what is called at the answer of each request, after the concurrent actor's actions. */
function observeRequests(account: TestAccount, actions: readonly Action[]): Set<() => void> {
  const observers = new Set<() => void>();
  let requests = 0;
  account.onRequest = (request) => {
    requests++;
    account.history.push(`    ${describe(request)}`);
    for (const action of actions.filter(({ atRequest }) => atRequest === requests)) {
      act(account, action);
    }
    for (const observe of observers) {
      observe();
    }
  };
  return observers;
}

/** @returns what to call at the answer of each request, in order to kill or cancel the operation at one of them. */
function interrupter({ history, stacks }: TestAccount, { stack, interruption }: StackOperation, engine: Engine) {
  const at = interruption && ((interruption.atRequest - 1) % (8 * stacks.length)) + 1;
  let requests = 0;
  return () => {
    requests++;
    if (interruption && requests === at) {
      history.push(`  ${interruption.by} of stack ${stack.number}`);
      engine[interruption.by]();
    }
  };
}

function worstOf(engines: readonly Engine[]): RoundResult {
  const has = (result: Outcome["result"]) =>
    engines.some(({ outcomes }) => outcomes.some((each) => each.result === result));
  if (engines.some(({ killed }) => killed)) {
    return "crashed";
  }
  return has("partial") ? "partial" : has("failed") ? "failed" : "absorbed";
}

function describe({ method, path, status, committed, body }: Readonly<LoggedRequest>): string {
  const call = path === API_CALLS.rotate.path ? "ROTATE" : method;
  const { name } = { name: "", ...(body as object | undefined) };
  return `${call} ${name && `"${name}" `}${status ?? "no answer"}${committed ? ", committed" : ""}`;
}
