import { Run } from "../../provider/run/run";
import { UNUSABLE_ANSWERS } from "./faults";
import {
  asSent,
  keyProviderOf,
  NO_RETRIES,
  type PartialFailure,
  PROVIDER,
  type Provider,
  pairProviderOf,
  stateOf,
  undefinedIn,
} from "./inProcessProvider";
import type { Fault, Simulator } from "./simulator";

interface State {
  readonly id: string;
  readonly inputs: Record<string, unknown>;
  readonly outs: Record<string, unknown>;
  /** The last operation stopped half-way: Pulumi then updates, whatever the diff says. */
  readonly isUnfinished: boolean;
}

/** What happens to an update. */
export interface Mishap {
  readonly fault?: Fault | undefined;
  /** Pulumi ends before it can save what the update did. */
  readonly crash?: boolean;
}

export type Outcome = "done" | "failed" | "crashed" | "nothing to do";

/** An answer that says that a change was made which was not: no client could tell. */
const isLie = (effect: object) => JSON.stringify(effect).includes('"success":true');

/** The ways in which one request of an update can go wrong, before or after JetEmail did what it says. */
export const FAULT_KINDS: readonly object[] = [
  ...Object.values(UNUSABLE_ANSWERS),
  ...[400, 401, 403, 404, 408, 429, 503].map((status) => ({ status })),
].flatMap((effect) => [...(isLie(effect) ? [] : [effect]), { ...effect, when: "after" }]);

/** One resource of a stack, with the test as the engine: what it keeps between two runs, and when it calls what. */
export class Life {
  readonly #session: Run;
  readonly #shell: Provider;
  #state: State | undefined;
  /** Everything that Pulumi was told to print. */
  readonly printed: string[] = [];

  constructor(
    readonly simulator: Simulator,
    kind: "key" | "pair",
  ) {
    this.#session = new Run({ JETEMAIL_API_KEY: simulator.accountKey, JETEMAIL_BASE_URL: simulator.url }, NO_RETRIES);
    this.#shell = kind === "key" ? keyProviderOf(this.#session) : pairProviderOf(this.#session);
  }

  async close(): Promise<void> {
    await this.#session.account(undefined).client.close();
  }

  get state(): State {
    if (!this.#state) {
      throw new Error("The stack does not hold the resource");
    }
    return this.#state;
  }

  /** @returns "failed" also where the resource was created in part: it is in the state then. */
  async create(given: object, mishap: Mishap = {}): Promise<Outcome> {
    const inputs = await this.#checked({}, given);
    return this.#run(mishap, inputs, () => this.#shell.create(inputs));
  }

  async up(given: object, mishap: Mishap = {}): Promise<Outcome> {
    const { id, inputs: olds, outs, isUnfinished } = this.state;
    const inputs = await this.#checked(olds, given);
    const { changes } = await this.#shell.diff(id, outs, inputs);
    if (!changes && !isUnfinished) {
      this.#state = { ...this.state, inputs };
      return "nothing to do";
    }
    return this.#run(mishap, inputs, async () => ({ id, ...(await this.#shell.update(id, outs, inputs)) }));
  }

  async refresh({ fault }: Mishap = {}): Promise<Outcome> {
    const { id, inputs: olds, outs } = this.state;
    return this.#run({ fault }, olds, async () => {
      const read = (await this.#shell.read(id, outs)) as Awaited<ReturnType<Provider["read"]>> & { inputs?: object };
      return { id: read.id as string, outs: read.props, inputs: { ...read.inputs, __provider: PROVIDER } };
    });
  }

  async #checked(olds: object, given: object): Promise<Record<string, unknown>> {
    const { inputs, failures } = await this.#shell.check(olds, { ...asSent(given), __provider: PROVIDER });
    if (failures?.length) {
      throw new Error(`check refuses: ${JSON.stringify(failures)}`);
    }
    return asSent(inputs);
  }

  async #run(
    { fault, crash }: Mishap,
    inputs: Record<string, unknown>,
    operation: () => Promise<{ id: string; outs?: Record<string, unknown>; inputs?: Record<string, unknown> }>,
  ): Promise<Outcome> {
    if (fault) {
      this.simulator.faults.add(fault);
    }
    const { done, failure } = await operation().then(
      (result) => ({ done: result, failure: undefined }),
      (error: PartialFailure) => ({ done: undefined, failure: error }),
    );
    this.simulator.faults.clear();
    this.printed.push(failure?.message ?? "", failure?.stack ?? "", ...(failure?.reasons ?? []));
    if (crash) {
      return "crashed";
    }
    if (done) {
      this.#state = { id: done.id, inputs: done.inputs ?? inputs, outs: saved(done.outs), isUnfinished: false };
    } else if (failure.id) {
      this.#state = { id: failure.id, inputs, outs: saved(failure.properties), isUnfinished: true };
    }
    return failure ? "failed" : "done";
  }
}

/** What the state holds of outputs; the process of Pulumi would hang over one that is undefined. */
function saved(outs: Record<string, unknown> | undefined): Record<string, unknown> {
  expect(undefinedIn(outs ?? {})).toEqual([]);
  return stateOf(outs);
}
