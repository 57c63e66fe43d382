import { JetEmailError } from "../errors/jetEmailError";

/**
 * Which keys this stack holds, as far as one run of the provider process has seen. Pulumi tells a dynamic provider no
 * resource names, so a key is known by its uuid: a diff comes for every resource that the program still declares.
 */
export class HeldKeys {
  /** With the instants in the state of those who hold it, by which two holders are told apart. */
  readonly #held = new Map<string, Set<string>>();
  readonly #adopted = new Set<string>();
  readonly #wanted = new Set<string>();

  /** @throws JetEmailError if another resource of the program is about to adopt this key. */
  hold(uuid: string, rotatedAt: string): void {
    if (this.#wanted.has(uuid) && !this.#adopted.has(uuid)) {
      throw new JetEmailError(
        `Another resource of this program has \`adopt: "${uuid}"\`, but this resource holds that key. Remove one of them.`,
      );
    }
    this.#held.set(uuid, (this.#held.get(uuid) ?? new Set()).add(rotatedAt));
  }

  /**
   * Whether a resource of the program holds a key beside the one that is to be deleted: an update that was interrupted
   * between an adoption and the deletion of who held the key before leaves it with both.
   */
  isHeldBesides(uuid: string, rotatedAt: string): boolean {
    return [...(this.#held.get(uuid) ?? [])].some((instant) => instant !== rotatedAt);
  }

  /** Takes note that a resource which is to be created wants to adopt a key. @returns what stands against it. */
  want(uuid: string): string | undefined {
    if (this.#wanted.has(uuid)) {
      return `"${uuid}" is adopted by another resource of the program too: remove one of them`;
    }
    this.#wanted.add(uuid);
    return this.problemOfAdopting(uuid);
  }

  problemOfAdopting(uuid: string): string | undefined {
    return this.#held.has(uuid)
      ? `"${uuid}" must be the uuid of a key that this stack does not hold yet: leave \`adopt\` out, also where a key it adopted is to be replaced`
      : undefined;
  }

  adopt(uuid: string): void {
    this.#adopted.add(uuid);
    this.#held.set(uuid, this.#held.get(uuid) ?? new Set());
  }

  /** Whether a resource that is to be created in this run declares that it adopts this key. */
  isWanted(uuid: string): boolean {
    return this.#wanted.has(uuid);
  }

  /** Whether a key was taken over in this run: then the resource that held it before must not delete it. */
  wasAdopted(uuid: string): boolean {
    return this.#adopted.has(uuid);
  }
}
