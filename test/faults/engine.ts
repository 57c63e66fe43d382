import { CallError, type Properties, withoutSecretMarks } from "../harness/dynamicProvider";
import type { Held, KeyStack } from "./keyStack";
import type { Provider } from "./providerProcess";

export interface EngineOptions {
  /** How many calls are under way at once. */
  readonly parallel: number;
  /** Whether a kill takes the last result along that had arrived. */
  readonly losesLast?: boolean;
  /** Whether an error hook asks to try a create or update once more. */
  readonly hook?: boolean;
  /** Is told every answer of the provider. */
  readonly onAnswer?: (properties: Properties) => void;
}

/** What became of a call that changes a resource. */
export interface Outcome {
  readonly logicalName: string;
  readonly call: "create" | "update" | "delete" | "read" | "check";
  readonly result: "done" | "failed" | "partial" | "lost";
  readonly message: string;
}

/**
 * One operation of Pulumi's engine (3.259, `resource/deploy`) on a stack: resources are checked and compared one after
 * another, what has to be done is done side by side, results are saved as they come, and after a failure nothing more is
 * begun. A create that never ends leaves nothing in the state.
 */
export class Engine {
  readonly outcomes: Outcome[] = [];
  readonly #stack: KeyStack;
  readonly #provider: Provider;
  readonly #options: EngineOptions;
  readonly #underWay = new Set<Promise<void>>();
  #undoLast: () => void = () => {};
  #isOver = false;
  #killed: Promise<void> | undefined;

  constructor(stack: KeyStack, provider: Provider, options: EngineOptions) {
    this.#stack = stack;
    this.#provider = provider;
    this.#options = options;
  }

  get failed(): boolean {
    return this.#isOver;
  }

  get killed(): boolean {
    return this.#killed !== undefined;
  }

  /** kill -9 of everything: what is under way is lost. */
  kill(): void {
    if (!this.#killed) {
      this.#isOver = true;
      if (this.#options.losesLast) {
        this.#undoLast();
      }
      this.#killed = this.#provider.kill();
    }
  }

  /** Ctrl-C: nothing more is begun, what is under way is waited for. */
  cancel(): void {
    if (!this.#isOver) {
      this.#isOver = true;
      this.#begin(() => this.#provider.cancel());
    }
  }

  async up(): Promise<void> {
    for (const logicalName of [...this.#stack.program.keys()]) {
      if (this.#isOver) {
        break;
      }
      await this.#register(logicalName);
    }
    await this.#end();
    if (!this.#isOver) {
      await this.destroy((logicalName) => !this.#stack.program.has(logicalName));
    }
  }

  async refresh(): Promise<void> {
    for (const [logicalName, held] of [...this.#stack.state]) {
      await this.#inPool(() => this.#read(logicalName, held));
    }
    await this.#end();
  }

  async destroy(isTarget: (logicalName: string) => boolean = () => true): Promise<void> {
    for (const [logicalName, held] of [...this.#stack.state]) {
      if (isTarget(logicalName)) {
        await this.#inPool(() =>
          this.#step(logicalName, "delete", held, async () => {
            await this.#provider.delete(held.id, held.outputs);
            return undefined;
          }),
        );
      }
    }
    await this.#end();
  }

  async #register(logicalName: string): Promise<void> {
    const old = this.#stack.state.get(logicalName);
    const pair = this.#stack.program.get(logicalName)?.pair ?? false;
    let inputs: Properties = {};
    let isSame = false;
    const isFine = await this.#attempt(logicalName, "check", async () => {
      const checked = await this.#provider.check(old?.inputs ?? {}, this.#stack.inputsOf(logicalName));
      const failures = Object.entries(checked.failures);
      if (failures.length > 0) {
        throw new CallError(3, failures.map(([property, reason]) => `${property}: ${reason}`).join("\n"), undefined);
      }
      inputs = checked.inputs;
      if (old) {
        isSame = (await this.#provider.diff(old.id, old.outputs, inputs)) === "none" && old.initErrors.length === 0;
      }
    });
    if (!isFine) {
      return;
    }
    if (!old) {
      await this.#inPool(() =>
        this.#step(logicalName, "create", { id: "", pair, inputs, outputs: {}, initErrors: [] }, async () => {
          const { id, properties } = await this.#provider.create(inputs);
          return { id, properties };
        }),
      );
    } else if (isSame) {
      this.#save(logicalName, { ...old, inputs });
    } else {
      await this.#inPool(() =>
        this.#step(logicalName, "update", { ...old, inputs }, async () => {
          return { id: old.id, properties: await this.#provider.update(old.id, old.outputs, inputs) };
        }),
      );
    }
  }

  async #read(logicalName: string, held: Held): Promise<void> {
    await this.#step(logicalName, "read", held, async () => {
      const { id, properties, inputs } = await this.#provider.read(held.id, held.outputs, held.inputs);
      if (id === "") {
        return undefined;
      }
      this.#options.onAnswer?.(inputs);
      // To show what changed, the engine compares what was read with the inputs there were.
      await this.#provider.diff(id, withoutSecretMarks(properties), held.inputs);
      return { id, properties, inputs };
    });
  }

  /** Makes a call and saves what it answers, or what an error says was done. */
  async #step(
    logicalName: string,
    call: Outcome["call"],
    before: Held,
    run: () => Promise<{ id: string; properties: Properties; inputs?: Properties } | undefined>,
  ): Promise<void> {
    const save = (id: string, properties: Properties, initErrors: string[], inputs = before.inputs) => {
      this.#options.onAnswer?.(properties);
      this.#save(logicalName, { ...before, id, inputs, outputs: withoutSecretMarks(properties), initErrors });
    };
    await this.#attempt(
      logicalName,
      call,
      async () => {
        const answer = await run().catch((error: unknown) => {
          const isAgain = this.#options.hook && !this.#isOver && (call === "create" || call === "update");
          return isAgain ? run() : Promise.reject(error);
        });
        if (answer) {
          save(answer.id, answer.properties, [], answer.inputs);
        } else {
          this.#save(logicalName, undefined);
        }
      },
      ({ id, properties, reasons }) => save(call === "update" ? before.id : id, properties, reasons),
    );
  }

  async #attempt(
    logicalName: string,
    call: Outcome["call"],
    run: () => Promise<void>,
    onPartial: (partial: NonNullable<CallError["initFailed"]>) => void = () => {},
  ): Promise<boolean> {
    const note = (result: Outcome["result"], message = "") => {
      if (call !== "check" || result !== "done") {
        this.outcomes.push({ logicalName, call, result, message });
      }
      if (result === "done") {
        if (call !== "check") {
          this.#stack.unsettled.delete(logicalName);
        }
      } else {
        this.#stack.unsettled.add(logicalName);
        this.#isOver = true;
      }
    };
    try {
      await run();
      note(this.killed ? "lost" : "done");
      return !this.killed;
    } catch (error) {
      if (!(error instanceof CallError)) {
        throw error;
      }
      if (this.killed) {
        note("lost");
      } else {
        if (error.initFailed) {
          onPartial(error.initFailed);
        }
        note(error.initFailed ? "partial" : "failed", error.message);
      }
      return false;
    }
  }

  #save(logicalName: string, held: Held | undefined): void {
    if (this.killed) {
      return;
    }
    const { state, unsettled } = this.#stack;
    const before = state.get(logicalName);
    this.#undoLast = () => {
      set(state, logicalName, before);
      unsettled.add(logicalName);
    };
    set(state, logicalName, held);
  }

  /** Begins a call as soon as there is room for it. */
  async #inPool(run: () => Promise<void>): Promise<void> {
    while (this.#underWay.size >= this.#options.parallel) {
      await Promise.race(this.#underWay);
    }
    if (!this.#isOver) {
      this.#begin(run);
    }
  }

  #begin(run: () => Promise<void>): void {
    const call = run().finally(() => this.#underWay.delete(call));
    this.#underWay.add(call);
  }

  async #end(): Promise<void> {
    while (this.#underWay.size > 0) {
      await Promise.all(this.#underWay);
    }
    await this.#killed;
  }
}

function set(state: Map<string, Held>, logicalName: string, held: Held | undefined): void {
  if (held) {
    state.set(logicalName, held);
  } else {
    state.delete(logicalName);
  }
}
