import { Account, type Start } from "./account";
import { Engine, type Outcome } from "./engine";
import { faultOf } from "./faultKinds";
import { type Findings, findingsOf, lostOf } from "./findings";
import type { KeyStack } from "./keyStack";
import { meddle } from "./meddler";
import type { Operation, Plan, Round } from "./plan";
import { edit, follow } from "./program";
import { type Result, Tally } from "./tally";

/** How often an operation may be tried without faults until all is well. */
const TRIES = 3;

export interface Life {
  readonly plan: Plan;
  readonly findings: Findings;
  readonly tally: Tally;
  readonly history: readonly string[];
  readonly processes: number;
}

/** Lives a plan through: its rounds, then tries without faults until all stacks are whole, then their end. */
export async function live(plan: Plan, start?: Start): Promise<Life> {
  const account = await Account.open(plan.stacks, start);
  const tally = new Tally();
  try {
    for (const wish of plan.start) {
      edit(account, account.stacks[wish.do === "add" ? wish.stack : 0] as KeyStack, wish);
    }
    for (const round of plan.rounds) {
      await liveRound(account, round, tally);
    }
    account.history.push("without faults:");
    for (const stack of account.stacks) {
      await untilWhole(account, stack);
    }
    const findings: Findings = findingsOf(account);
    for (const uuid of account.held) {
      account.named.delete(uuid);
    }
    if (Object.values(findings).flat().length === 0) {
      await end(account, plan.end, tally, findings);
    }
    return { plan, findings, tally, history: account.history, processes: account.processes };
  } finally {
    await account.close();
  }
}

async function liveRound(account: Account, round: Round, tally: Tally): Promise<void> {
  const { simulator, history, stacks } = account;
  history.push(`round: ${round.operations.map(({ kind, stack }) => `${kind} of stack ${stack}`).join(", ")}`);
  for (const meddling of round.meddling.filter(({ at }) => at === 0)) {
    meddle(account, meddling);
  }
  for (const operation of round.operations) {
    for (const wish of operation.edits) {
      edit(account, stacks[operation.stack] as KeyStack, wish);
    }
  }
  const faults = round.faults.map((fault) => ({ ...fault, handle: simulator.faults.add(faultOf(fault)) }));
  const outcomes = await Promise.all(
    round.operations.map((operation) => operate(account, stacks[operation.stack] as KeyStack, operation, round)),
  );
  account.onRequest = () => {};
  simulator.faults.clear();
  const results = new Set<Result>(outcomes.map(({ result }) => result));
  for (const { kind, call, handle } of faults) {
    if (handle.hits > 0) {
      history.push(`  fault: ${kind} on ${call}, ${handle.hits} times`);
    }
  }
  let adopted = 0;
  for (const [index, operation] of round.operations.entries()) {
    adopted += await obey(account, stacks[operation.stack] as KeyStack, outcomes[index]?.outcomes ?? []);
  }
  const worst = (["crashed", "partial", "failed", "absorbed"] as const).find((result) => results.has(result));
  for (const { kind, handle } of faults.filter(({ handle: { hits } }) => hits > 0)) {
    tally.add(kind, handle.hits, [worst ?? "absorbed", ...(adopted > 0 ? (["adopted"] as const) : [])]);
  }
}

async function operate(account: Account, stack: KeyStack, operation: Operation, round: Round) {
  let engine: Engine | undefined;
  await account.withProvider(async (provider) => {
    const running = new Engine(stack, provider, {
      ...operation,
      onAnswer: (properties) => account.listenToAnswer(properties),
    });
    engine = running;
    let requests = 0;
    let isOver = false;
    const before = account.onRequest;
    const isFirst = round.operations[0] === operation;
    account.onRequest = (request) => {
      before(request);
      requests++;
      account.history.push(...(isFirst ? [`    ${describe(request)}`] : []));
      for (const meddling of isFirst ? round.meddling.filter(({ at }) => at === requests) : []) {
        meddle(account, meddling);
      }
      // The other stack's requests may go on for longer.
      if (isOver) {
        return;
      }
      if (requests === operation.killAt) {
        account.history.push(`  kill -9 of stack ${stack.number}`);
        running.kill();
      } else if (requests === operation.cancelAt) {
        account.history.push(`  Ctrl-C on stack ${stack.number}`);
        running.cancel();
      }
    };
    await running[operation.kind]();
    isOver = true;
  });
  const outcomes = engine?.outcomes ?? [];
  note(account, stack, outcomes);
  const has = (result: Outcome["result"]) => outcomes.some((outcome) => outcome.result === result);
  const result: Result = engine?.killed
    ? "crashed"
    : has("partial")
      ? "partial"
      : has("failed")
        ? "failed"
        : "absorbed";
  return { outcomes, result };
}

function describe({
  method,
  path,
  status,
  committed,
}: {
  method: string;
  path: string;
  status: number | null;
  committed: boolean;
}) {
  return `${path.endsWith("/rotate") ? "ROTATE" : method} ${status ?? "no answer"}${committed ? ", done" : ""}`;
}

function note({ history }: Account, stack: KeyStack, outcomes: readonly Outcome[]): void {
  for (const { logicalName, call, result, message } of outcomes) {
    history.push(`  stack ${stack.number}: ${call} ${logicalName} ${result}${message && `: ${message}`}`);
  }
}

async function untilWhole(account: Account, stack: KeyStack): Promise<void> {
  for (let tries = 1; tries <= TRIES; tries++) {
    const outcomes = [
      ...(await withoutFaults(account, stack, (engine) => engine.refresh())),
      ...(await withoutFaults(account, stack, (engine) => engine.up())),
    ];
    if (outcomes.every(({ result }) => result === "done") && lostOf(account, stack).length === 0) {
      return;
    }
    await obey(account, stack, outcomes);
  }
}

async function end(account: Account, rounds: readonly Round[], tally: Tally, findings: Findings): Promise<void> {
  for (const round of rounds) {
    await liveRound(account, round, tally);
  }
  if (rounds.length === 0) {
    return;
  }
  account.history.push("without faults:");
  for (const stack of account.stacks) {
    stack.program.clear();
    for (let tries = 1; tries <= TRIES && stack.state.size > 0; tries++) {
      await withoutFaults(account, stack, (engine) => engine.destroy());
    }
  }
  for (const [kind, found] of Object.entries(findingsOf(account))) {
    findings[kind as keyof Findings].push(...(found as string[]).map((text) => `after destroy: ${text}`));
  }
}

async function withoutFaults(account: Account, stack: KeyStack, run: (engine: Engine) => Promise<void>) {
  let outcomes: Outcome[] = [];
  await account.withProvider(async (provider) => {
    const engine = new Engine(stack, provider, {
      parallel: 8,
      onAnswer: (properties) => account.listenToAnswer(properties),
    });
    outcomes = engine.outcomes;
    await run(engine);
  });
  note(account, stack, outcomes);
  return outcomes;
}

/** Does what the messages say. @returns how many keys are adopted. */
async function obey(account: Account, stack: KeyStack, outcomes: readonly Outcome[]): Promise<number> {
  const { adopted, toDestroy } = follow(account, stack, outcomes);
  if (toDestroy.length > 0) {
    account.history.push(`  stack ${stack.number}: destroy --target ${toDestroy.join(" ")}`);
    await withoutFaults(account, stack, (engine) => engine.destroy((logicalName) => toDestroy.includes(logicalName)));
  }
  return adopted;
}
