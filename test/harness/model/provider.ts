import type { TestEngine } from "../testEngine";

/** Properties as Pulumi's protocols carry them: JSON without `undefined`, in which a secret may carry Pulumi's mark. */
export type Properties = Record<string, unknown>;

/** The resources that this package has. */
export type ResourceKind = "key" | "pair";

/** A resource in the state. */
export interface ResourceState {
  readonly kind: ResourceKind;
  readonly id: string;
  readonly inputs: Properties;
  /** Without marks of secrets. */
  readonly outputs: Properties;
  /** Why it is only partially created or updated: the engine then updates it, whatever the diff says. */
  readonly initErrors: readonly string[];
}

export interface Created {
  readonly id: string;
  readonly outputs: Properties;
}

/** What Pulumi's engine asks of a provider, whichever protocol carries the calls. A call fails with a ProviderError. */
export interface Provider {
  check(
    kind: ResourceKind,
    oldInputs: Properties,
    newInputs: Properties,
  ): Promise<{ inputs: Properties; failures: Readonly<Record<string, string>> }>;
  diff(old: ResourceState, newInputs: Properties): Promise<{ changes: boolean }>;
  create(kind: ResourceKind, inputs: Properties): Promise<Created>;
  /** @returns `undefined` if the resource is gone. */
  read(old: ResourceState): Promise<(Created & { readonly inputs: Properties }) | undefined>;
  /** @returns `undefined` where the protocol has no imports. */
  import?(
    kind: ResourceKind,
    id: string,
    stamp: string,
  ): Promise<(Created & { readonly inputs: Properties }) | undefined>;
  /** @returns the outputs. */
  update(old: ResourceState, newInputs: Properties): Promise<Properties>;
  delete(old: ResourceState): Promise<void>;
  /** Asks it to stop, as the engine does at the first Ctrl-C. */
  cancel(): Promise<void>;
  /** Ends it at once, as kill -9 does. Calls in progress fail, and it sends nothing more. */
  kill(): Promise<void>;
  /** Everything that Pulumi has shown to the user so far. */
  shown(): string;
}

/** How a provider reaches JetEmail. */
export interface AccountSettings {
  readonly accountKey: string;
  readonly url: string;
  /** The engine, which the providers of an operation have in common. @default one of its own */
  readonly engine?: TestEngine;
}

/** Starts a provider for one operation. */
export type StartProvider = (settings: AccountSettings) => Promise<Provider>;

export class ProviderError extends Error {
  override name = "ProviderError";

  constructor(
    message: string,
    /** Set if the resource was partially created or updated. The engine then saves this. */
    readonly partial?: Created & { readonly reasons: readonly string[] },
  ) {
    super(message);
  }
}

const SECRET_MARK = "4dabf18193072939515e22adb298388d";

export function isSecret(value: unknown): value is { readonly value: unknown } {
  return typeof value === "object" && value !== null && SECRET_MARK in value;
}

/** The outputs as the engine stores them and passes them on later. */
export function withoutSecretMarks(properties: Properties): Properties {
  return Object.fromEntries(
    Object.entries(properties).map(([name, value]) => [name, isSecret(value) ? value.value : value]),
  );
}
