import type { Engine } from "../model/engine";
import { inProcess } from "../model/inProcess";
import type { ModelStack } from "../model/modelStack";
import type { Properties, ResourceKind, ResourceState } from "../model/provider";
import type { Fault, Simulator } from "../simulator";
import { isLeaked } from "./findings";
import { TestAccount } from "./testAccount";

/** What goes wrong in an operation. */
export interface Failure {
  readonly fault?: Fault | undefined;
  /** Whether Pulumi ends before it can save the result. */
  readonly crash?: boolean;
}

export type OperationResult = "done" | "failed" | "crashed" | "nothing to do";

const LOGICAL_NAME = "resource";

/** A stack of one resource, in process and without retries: each operation has a provider of its own. */
export class SingleResource {
  readonly #account: TestAccount;
  readonly #stack: ModelStack;
  /** What the last operation said. */
  message = "";

  constructor(
    readonly simulator: Simulator,
    readonly kind: ResourceKind,
  ) {
    this.#account = new TestAccount(simulator, { start: inProcess() });
    this.#stack = this.#account.stack(0);
  }

  get isInState(): boolean {
    return this.#stack.state.has(LOGICAL_NAME);
  }

  get state(): ResourceState {
    const state = this.#stack.state.get(LOGICAL_NAME);
    if (!state) {
      throw new Error("The resource is not in the state");
    }
    return state;
  }

  /** Whether the state has the token of every key. */
  get hasAllTokens(): boolean {
    const tokens = this.#stack.ownedKeys().map(({ token }) => token);
    return this.simulator.keys.every(({ token }) => tokens.includes(token));
  }

  /** @returns "failed" also if it was partially created or updated: see the state. */
  up(args: Properties & { readonly name: string }, failure: Failure = {}): Promise<OperationResult> {
    // The SDK leaves out what is undefined.
    const given = Object.entries(args).filter(([, value]) => value !== undefined);
    this.#stack.program.set(LOGICAL_NAME, {
      kind: this.kind,
      args: { ...Object.fromEntries(given), name: args.name },
    });
    return this.#run(failure, (engine) => engine.up());
  }

  refresh(failure: Failure = {}): Promise<OperationResult> {
    return this.#run(failure, (engine) => engine.refresh());
  }

  /** The tokens and account keys that were printed or answered in clear. */
  get leaked(): string[] {
    const text = this.#account.inClear.join("\n");
    return [this.simulator.accountKey, ...this.simulator.issuedTokens].filter((secret) => isLeaked(secret, text));
  }

  async #run(
    { fault, crash = false }: Failure,
    operation: (engine: Engine) => Promise<void>,
  ): Promise<OperationResult> {
    if (fault) {
      this.simulator.faults.add(fault);
    }
    const { outcomes } = await this.#account.run(this.#stack, { losesLastResult: crash }, async (engine) => {
      await operation(engine);
      this.simulator.faults.clear();
      if (crash) {
        engine.kill();
      }
    });
    const [outcome] = outcomes;
    this.message = outcome?.message ?? "";
    if (outcome?.call === "check") {
      throw new Error(`check refuses: ${outcome.message}`);
    }
    if (crash) {
      return "crashed";
    }
    return outcome ? (outcome.result === "done" ? "done" : "failed") : "nothing to do";
  }
}
