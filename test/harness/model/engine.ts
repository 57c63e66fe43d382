import { isDeepStrictEqual } from "node:util";
import { type Declaration, isReplaced, type ModelStack, replacedName } from "./modelStack";
import {
  type Created,
  type Properties,
  type Provider,
  ProviderError,
  type ResourceState,
  withoutSecretMarks,
} from "./provider";

export interface EngineOptions {
  /** How many calls may be in progress at once. @default 4 */
  readonly parallel?: number;
  /** Whether a kill also loses the last result that arrived. */
  readonly losesLastResult?: boolean;
  /** Whether an error hook asks to try a failed create or update once more. */
  readonly retryHook?: boolean;
  /** The inputs that a preview has found, from which an update must not differ. */
  readonly plan?: Plan | undefined;
  /** Called with every answer of the provider. */
  readonly onAnswer?: (properties: Properties) => void;
}

/** What a saved plan constrains: the checked inputs of each resource. */
export type Plan = ReadonlyMap<string, Properties>;

/** How a call ended. Of `check`, only failures are told. */
export interface Outcome {
  readonly logicalName: string;
  readonly call: "create" | "update" | "delete" | "read" | "check";
  readonly result: "done" | "failed" | "partial" | "lost";
  readonly message: string;
}

const STAMP = "hash of ";

function stampOf(logicalName: string): string {
  return STAMP + logicalName;
}

/** The logical name of a resource that a provider knows by its stamp. */
export function logicalNameOf(stamp: string): string {
  return stamp.slice(STAMP.length);
}

/**
 * One operation of Pulumi's engine (3.259, `resource/deploy`) on a stack. Resources are checked and compared one by one;
 * the calls that follow run in parallel; results are saved as they arrive; after a failure no further call starts. A
 * create that never ends leaves nothing in the state.
 */
export class Engine {
  readonly outcomes: Outcome[] = [];
  readonly #stack: ModelStack;
  readonly #provider: Provider;
  readonly #options: EngineOptions;
  readonly #inProgress = new Set<Promise<void>>();
  #undoLastSave: () => void = () => {};
  #stopped = false;
  #killed: Promise<void> | undefined;

  constructor(stack: ModelStack, provider: Provider, options: EngineOptions = {}) {
    this.#stack = stack;
    this.#provider = provider;
    this.#options = options;
  }

  get killed(): boolean {
    return this.#killed !== undefined;
  }

  /** kill -9 of the engine and its provider: the results of all calls in progress are lost. */
  kill(): void {
    if (!this.#killed) {
      this.#stopped = true;
      if (this.#options.losesLastResult) {
        this.#undoLastSave();
      }
      this.#killed = this.#provider.kill();
    }
  }

  /** Ctrl-C: no further call starts, and calls in progress are awaited. */
  cancel(): void {
    if (!this.#stopped) {
      this.#stopped = true;
      this.#start(() => this.#provider.cancel());
    }
  }

  async up(): Promise<void> {
    for (const logicalName of [...this.#stack.program.keys()]) {
      if (this.#stopped) {
        break;
      }
      await this.#register(logicalName);
    }
    await this.#finish();
    if (!this.#stopped) {
      await this.destroy((logicalName) => !this.#stack.program.has(logicalName));
    }
  }

  /** Checks and compares every resource, as `preview --save-plan` does. */
  async preview(): Promise<Plan> {
    const plan = new Map<string, Properties>();
    for (const [logicalName, declaration] of this.#stack.program) {
      const checked = await this.#check(logicalName, declaration);
      plan.set(logicalName, checked.inputs);
      if (checked.old) {
        await this.#provider.diff(checked.old, checked.inputs);
      }
    }
    return plan;
  }

  async refresh(): Promise<void> {
    for (const [logicalName, old] of [...this.#stack.state].filter(([name]) => !isReplaced(name))) {
      await this.#inParallel(() => this.#read(logicalName, old));
    }
    await this.#finish();
  }

  async destroy(isTarget: (logicalName: string) => boolean = () => true): Promise<void> {
    for (const [logicalName, old] of [...this.#stack.state].filter(([name]) => isTarget(name))) {
      await this.#inParallel(() =>
        this.#step(logicalName, "delete", old, async () => {
          await this.#provider.delete(old);
          return undefined;
        }),
      );
    }
    await this.#finish();
  }

  async #register(logicalName: string): Promise<void> {
    const declaration = this.#stack.program.get(logicalName);
    if (!declaration) {
      return;
    }
    const { kind } = declaration;
    if (declaration.imports !== undefined && !(await this.#import(logicalName, declaration, declaration.imports))) {
      return;
    }
    let inputs: Properties = {};
    let isSame = false;
    const old = this.#existing(logicalName);
    const isValid = await this.#attempt(logicalName, "check", async () => {
      const checked = await this.#check(logicalName, declaration);
      const failures = Object.entries(checked.failures).map(([property, reason]) => `${property}: ${reason}`);
      if (failures.length > 0) {
        throw new ProviderError(failures.join("\n"));
      }
      inputs = checked.inputs;
      const planned = this.#options.plan?.get(logicalName);
      if (planned && !isDeepStrictEqual(inputs, planned)) {
        throw new ProviderError(`violates plan: ${JSON.stringify(inputs)} instead of ${JSON.stringify(planned)}`);
      }
      if (old) {
        isSame = !(await this.#provider.diff(old, inputs)).changes && old.initErrors.length === 0;
      }
    });
    if (!isValid) {
      return;
    }
    if (!old) {
      const created = { kind, id: "", inputs, outputs: {}, initErrors: [] };
      await this.#inParallel(() =>
        this.#step(logicalName, "create", created, () => this.#provider.create(kind, inputs)),
      );
    } else if (isSame) {
      this.#save(logicalName, { ...old, inputs });
    } else {
      await this.#inParallel(() =>
        this.#step(logicalName, "update", { ...old, inputs }, async () => {
          return { id: old.id, outputs: await this.#provider.update(old, inputs) };
        }),
      );
    }
  }

  /** Reads what is to be imported into the state, unless that was done. @returns whether the resource can go on. */
  async #import(logicalName: string, { kind }: Declaration, id: string): Promise<boolean> {
    if (this.#stack.state.has(logicalName)) {
      return true;
    }
    const stamp = stampOf(logicalName);
    return this.#attempt(logicalName, "read", async () => {
      const found = await this.#provider.import?.(kind, id, stamp);
      if (found) {
        const outputs = withoutSecretMarks(found.outputs);
        const inputs = { ...found.inputs, __resource: stamp };
        this.#save(logicalName, { kind, id: found.id, inputs, outputs, initErrors: [] });
      }
    });
  }

  #existing(logicalName: string): ResourceState | undefined {
    const { state, tainted } = this.#stack;
    return tainted.has(logicalName) ? undefined : state.get(logicalName);
  }

  /** Of a resource that is replaced on request, a provider is not told that it exists. */
  async #check(logicalName: string, { kind, args }: Declaration) {
    const old = this.#existing(logicalName);
    const given = { ...args, __resource: stampOf(logicalName) };
    return { ...(await this.#provider.check(kind, old?.inputs ?? {}, given)), old };
  }

  async #read(logicalName: string, old: ResourceState): Promise<void> {
    await this.#step(logicalName, "read", old, async () => {
      const found = await this.#provider.read(old);
      if (found) {
        const { id, inputs } = found;
        this.#options.onAnswer?.(inputs);
        // To show what changed, the engine compares what was read with the inputs in the state.
        await this.#provider.diff({ ...old, id, outputs: withoutSecretMarks(found.outputs) }, old.inputs);
      }
      return found;
    });
  }

  /** Makes a call, and saves what it answers or what its error says was done. */
  async #step(
    logicalName: string,
    call: Outcome["call"],
    resource: ResourceState,
    run: () => Promise<(Created & { readonly inputs?: Properties }) | undefined>,
  ): Promise<void> {
    const save = ({ id, outputs }: Created, initErrors: readonly string[], inputs = resource.inputs) => {
      this.#options.onAnswer?.(outputs);
      const saved = { ...resource, id, inputs, outputs: withoutSecretMarks(outputs), initErrors };
      this.#save(logicalName, saved, call === "create");
    };
    await this.#attempt(
      logicalName,
      call,
      async () => {
        const answer = await run().catch((error: unknown) => {
          const isRetried = this.#options.retryHook && !this.#stopped && (call === "create" || call === "update");
          return isRetried ? run() : Promise.reject(error);
        });
        if (answer) {
          save(answer, [], answer.inputs);
        } else {
          this.#save(logicalName, undefined);
        }
      },
      ({ id, outputs, reasons }) => {
        save({ id: call === "update" ? resource.id : id, outputs }, reasons);
      },
    );
  }

  /** @returns whether it was done. */
  async #attempt(
    logicalName: string,
    call: Outcome["call"],
    run: () => Promise<void>,
    onPartial: (partial: NonNullable<ProviderError["partial"]>) => void = () => {},
  ): Promise<boolean> {
    try {
      await run();
      this.#note({ logicalName, call, result: this.killed ? "lost" : "done", message: "" });
      return !this.killed;
    } catch (error) {
      if (!(error instanceof ProviderError)) {
        throw error;
      }
      const { message, partial } = error;
      if (this.killed) {
        this.#note({ logicalName, call, result: "lost", message: "" });
        return false;
      }
      if (partial) {
        onPartial(partial);
      }
      this.#note({ logicalName, call, result: partial ? "partial" : "failed", message });
      return false;
    }
  }

  #note(outcome: Outcome): void {
    const { logicalName, call, result } = outcome;
    if (result !== "done") {
      this.#stack.unsettled.add(logicalName);
      this.#stopped = true;
    } else if (call === "check") {
      return;
    } else {
      this.#stack.unsettled.delete(logicalName);
    }
    this.outcomes.push(outcome);
  }

  #save(logicalName: string, resource: ResourceState | undefined, isCreated = false): void {
    if (this.killed) {
      return;
    }
    const { state, tainted, unsettled } = this.#stack;
    const before = state.get(logicalName);
    // The replacement of a tainted resource takes its place; the old one is deleted later.
    const kept = before && isCreated && tainted.delete(logicalName) ? replacedName(logicalName, state) : undefined;
    if (kept !== undefined) {
      this.#stack.save(kept, before);
    }
    this.#undoLastSave = () => {
      this.#stack.save(logicalName, before);
      unsettled.add(logicalName);
      if (kept !== undefined) {
        this.#stack.save(kept, undefined);
        tainted.add(logicalName);
      }
    };
    this.#stack.save(logicalName, resource);
  }

  /** Starts a call as soon as there is room for it. */
  async #inParallel(run: () => Promise<void>): Promise<void> {
    while (this.#inProgress.size >= (this.#options.parallel ?? 4)) {
      await Promise.race(this.#inProgress);
    }
    if (!this.#stopped) {
      this.#start(run);
    }
  }

  #start(run: () => Promise<void>): void {
    const call = run().finally(() => this.#inProgress.delete(call));
    this.#inProgress.add(call);
  }

  async #finish(): Promise<void> {
    while (this.#inProgress.size > 0) {
      await Promise.all(this.#inProgress);
    }
    await this.#killed;
  }
}
