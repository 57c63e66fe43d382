import type { Properties, ResourceKind, ResourceState } from "./provider";

/** What a program declares of a resource. */
export interface Declaration {
  readonly kind: ResourceKind;
  readonly args: Properties & { name: string };
  /** The id of an existing key that becomes the resource's, where the protocol has imports. */
  readonly imports?: string;
}

/** A key in the state: a resource of its own, or one half of a pair. */
export interface OwnedKey {
  readonly logicalName: string;
  readonly name: string;
  readonly uuid: string;
  readonly token: string;
  readonly outputs: Properties;
}

const REPLACED = " (replaced)";

/** The name under which the state keeps a resource that was replaced and is not deleted yet. */
export function replacedName(logicalName: string, state: ReadonlyMap<string, unknown>): string {
  let name = logicalName + REPLACED;
  while (state.has(name)) {
    name += REPLACED;
  }
  return name;
}

export function isReplaced(logicalName: string): boolean {
  return logicalName.endsWith(REPLACED);
}

/** A program and its state, as Pulumi's engine keeps it. */
export class ModelStack {
  readonly program = new Map<string, Declaration>();
  readonly state = new Map<string, ResourceState>();
  /**
   * The resources whose last call failed or never ended. There may be a key that only their next attempt can find, by
   * its name, so a program neither removes nor renames them before.
   */
  readonly unsettled = new Set<string>();
  /** The resources that the next update replaces, as after `pulumi state taint`. */
  readonly tainted = new Set<string>();
  /** Which of its providers each resource has; the first one unless another is said. */
  readonly providers = new Map<string, number>();

  constructor(readonly number: number) {}

  ownedKeys(): OwnedKey[] {
    return [...this.state].flatMap(([logicalName, { kind, outputs }]) =>
      (kind === "pair" ? Object.values(outputs.keys as Record<string, Properties>) : [outputs]).map((key) => ({
        logicalName,
        name: String(key.name),
        uuid: String(key.uuid),
        token: String(key.apiToken),
        outputs: key,
      })),
    );
  }

  /** Writes to the state, or takes the resource out of it. */
  save(logicalName: string, resource: ResourceState | undefined): void {
    if (resource) {
      this.state.set(logicalName, resource);
    } else {
      this.state.delete(logicalName);
    }
  }
}
