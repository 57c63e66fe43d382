import { setTimeout as sleep } from "node:timers/promises";
import { API_CALLS } from "../../test/harness/simulator";
import { type Calls, METHODS, OPERATIONS, type Operation, type SystemName } from "./operations";
import { secondsUntilForgotten } from "./rateLimit";
import type { Keys, Subject, Timing } from "./subject";

/** A single run of an operation. */
export interface Measurement extends Timing {
  readonly keys: number;
  readonly operation: Operation;
  readonly calls: Calls;
  /** How many of the GET requests list the account's keys. */
  readonly lists: number;
  /** How often JetEmail blocked the account. */
  readonly blocks: number;
  /** The size of the state with all keys, less its size without keys, divided by the number of keys. */
  readonly stateBytesPerKey: number | undefined;
}

export interface Sample extends Measurement {
  readonly system: SystemName;
  /** As given by `--latency` and `--rate-limit`. */
  readonly latencyMs: number;
  readonly rateLimit: boolean;
}

const QUOTA = 1_000;

type Settings = Omit<Keys[string], "approvedDomains">;

/** What an operation changes in every key. A trigger rotates a key that had none, too. */
const CHANGES: Partial<Record<Operation, Partial<Settings>>> = {
  update: { quota: 2_000 },
  rotate: { rotationTrigger: "1" },
};

/**
 * Runs the operations once, in order, from an empty account to an empty account. Where JetEmail limits requests, each
 * operation begins when the requests of the last one no longer count.
 * @throws Error if the account does not have the expected keys after one of them: the measurement would be meaningless.
 */
export async function live(
  what: string,
  subject: Subject,
  count: number,
  operations: readonly Operation[],
): Promise<Measurement[]> {
  const measured: Omit<Measurement, "stateBytesPerKey">[] = [];
  let withKeys: number | undefined;
  let settings: Settings = { quota: QUOTA };
  for (const operation of OPERATIONS.filter((each) => operations.includes(each))) {
    settings = { ...settings, ...CHANGES[operation] };
    await untilForgotten(subject, measured.at(-1));
    const tokens = new Set(subject.simulator.keys.map(({ token }) => token));
    const { blocks } = subject.simulator.rateLimit;
    subject.simulator.clearRequests();
    const timing = await subject.perform(operation, keysWith(settings, count));
    measured.push({
      ...{ keys: count, operation, ...timing, calls: callsTo(subject), lists: listsFrom(subject) },
      blocks: subject.simulator.rateLimit.blocks - blocks,
    });
    if (subject.isReal) {
      const title = `${operation} of ${what}`;
      expectKeys(subject, operation === "destroy" ? 0 : count, settings.quota, title);
      if (operation === "rotate") {
        expectGone(subject, tokens, title);
      }
    }
    withKeys = operation === "up" ? subject.stateBytes : withKeys;
  }
  const without = operations.includes("destroy") ? subject.stateBytes : undefined;
  const stateBytesPerKey =
    withKeys === undefined || without === undefined ? undefined : Math.round((withKeys - without) / count);
  return measured.map((sample) => ({ ...sample, stateBytesPerKey }));
}

/** Waits out JetEmail's minute or block, if it has a limit. */
async function untilForgotten({ simulator }: Subject, last: Pick<Measurement, "blocks"> | undefined): Promise<void> {
  if (simulator.options.requestsPerMinute && last && simulator.requests.length > 0) {
    await sleep(1000 * secondsUntilForgotten(last));
  }
}

function keysWith(settings: Settings, count: number): Keys {
  const names = Array.from({ length: count }, (_, index) => `key-${String(index + 1).padStart(5, "0")}`);
  return Object.fromEntries(names.map((name) => [name, { approvedDomains: ["example.com"], ...settings }]));
}

function callsTo({ simulator }: Subject): Calls {
  const entries = METHODS.map((method) => [method, simulator.requests.filter((each) => each.method === method).length]);
  return Object.fromEntries(entries) as Calls;
}

function listsFrom({ simulator }: Subject): number {
  const { method, path } = API_CALLS.list;
  return simulator.requests.filter((each) => each.method === method && each.path === path).length;
}

function expectKeys({ simulator }: Subject, count: number, quota: number, what: string): void {
  const { keys } = simulator;
  const held = keys.filter((key) => key.quota === quota).length;
  if (keys.length !== count || held !== count) {
    throw new Error(
      `After ${what}, ${count} keys with the quota ${quota} were expected; ${held} of ${keys.length} keys have it.`,
    );
  }
}

function expectGone({ simulator }: Subject, tokens: ReadonlySet<string>, what: string): void {
  const left = simulator.keys.filter(({ token }) => tokens.has(token)).length;
  if (left > 0) {
    throw new Error(`After ${what}, ${left} of ${tokens.size} keys still have the token that they had before.`);
  }
}
