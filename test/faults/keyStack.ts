import { PAIR_PROVIDER_REFERENCE, PROVIDER_REFERENCE } from "../../sdk/nodejs/providerReference";
import type { Properties } from "../harness/dynamicProvider";

/** What a program declares of a key or a pair. */
export interface Declaration {
  readonly pair: boolean;
  args: Properties & { name: string };
}

/** A resource in the state. */
export interface Held {
  readonly id: string;
  readonly pair: boolean;
  readonly inputs: Properties;
  readonly outputs: Properties;
  /** Why it is only half-made: then the engine updates it, whatever the diff says. */
  readonly initErrors: readonly string[];
}

/** A key in the state: a resource of its own, or one half of a pair. */
export interface HeldKey {
  readonly logicalName: string;
  readonly name: string;
  readonly uuid: string;
  readonly token: string;
  readonly outputs: Properties;
}

/** A program and its state, as the engine keeps it. */
export class KeyStack {
  readonly program = new Map<string, Declaration>();
  readonly state = new Map<string, Held>();
  /**
   * Whose last call failed, or never ended. A key of theirs may exist that only their next try can find, by its name:
   * so they are neither taken out of the program nor renamed before.
   */
  readonly unsettled = new Set<string>();

  constructor(readonly number: number) {}

  /** The arguments as the SDK sends them. */
  inputsOf(logicalName: string): Properties {
    const declaration = this.program.get(logicalName) as Declaration;
    return { __provider: declaration.pair ? PAIR_PROVIDER_REFERENCE : PROVIDER_REFERENCE, ...declaration.args };
  }

  keys(): HeldKey[] {
    return [...this.state].flatMap(([logicalName, { pair, outputs }]) =>
      (pair ? Object.values(outputs.keys as Record<string, Properties>) : [outputs]).map((key) => ({
        logicalName,
        name: String(key.name),
        uuid: String(key.uuid),
        token: String(key.apiToken),
        outputs: key,
      })),
    );
  }
}
