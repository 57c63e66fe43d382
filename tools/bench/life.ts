import { type Calls, METHODS, OPERATIONS, type Operation, type SystemName } from "./operations";
import type { Keys, Subject, Timing } from "./subject";

/** A single run of an operation. */
export interface Measurement extends Timing {
  readonly keys: number;
  readonly operation: Operation;
  readonly calls: Calls;
  /** The size of the state with all keys, less its size without keys, divided by the number of keys. */
  readonly stateBytesPerKey: number | undefined;
}

export interface Sample extends Measurement {
  readonly system: SystemName;
}

const QUOTA = 1_000;
const CHANGED_QUOTA = 2_000;

/**
 * Runs the operations once, in order, from an empty account to an empty account.
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
  let quota = QUOTA;
  for (const operation of OPERATIONS.filter((each) => operations.includes(each))) {
    quota = operation === "update" ? CHANGED_QUOTA : quota;
    subject.simulator.clearRequests();
    const timing = await subject.perform(operation, keysWith(quota, count));
    if (timing) {
      measured.push({ keys: count, operation, ...timing, calls: callsTo(subject) });
    }
    if (subject.isReal) {
      expectKeys(subject, operation === "destroy" ? 0 : count, quota, `${operation} of ${what}`);
    }
    withKeys = operation === "up" ? subject.stateBytes : withKeys;
  }
  const without = operations.includes("destroy") ? subject.stateBytes : undefined;
  const stateBytesPerKey =
    withKeys === undefined || without === undefined ? undefined : Math.round((withKeys - without) / count);
  return measured.map((sample) => ({ ...sample, stateBytesPerKey }));
}

function keysWith(quota: number, count: number): Keys {
  const names = Array.from({ length: count }, (_, index) => `key-${String(index + 1).padStart(5, "0")}`);
  return Object.fromEntries(names.map((name) => [name, { approvedDomains: ["example.com"], quota }]));
}

function callsTo({ simulator }: Subject): Calls {
  const entries = METHODS.map((method) => [method, simulator.requests.filter((each) => each.method === method).length]);
  return Object.fromEntries(entries) as Calls;
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
