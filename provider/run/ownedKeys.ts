import { EventEmitter, once } from "node:events";
import { JetEmailError } from "../errors/jetEmailError";
import type { Key } from "../jetemail/key";
import type { ResourceStamp } from "./clock";
import { WAITS } from "./waits";

/** A key as the state of a resource has it. */
export interface OwnedKey {
  readonly id: string;
  readonly apiToken: string;
  /** Tells two owners of a key apart: each has got its token at another time. */
  readonly rotatedAt: string;
}

/**
 * Which keys this program owns, as far as one run has seen. Pulumi tells a dynamic provider no resource names, but it
 * compares every resource that the program still declares, so each key is known by the uuid or token in its state. A
 * resource that is replaced on request (`--replace`, a taint) is only checked: it is known by the names of its keys alone.
 */
export class OwnedKeys {
  readonly #grace: number;
  /** The uuids and tokens of owned keys. */
  readonly #marks = new Set<string>();
  readonly #found = new EventEmitter().setMaxListeners(0);
  /** When each owner of a key has got its token, by the key's uuid. */
  readonly #owners = new Map<string, Set<string>>();
  readonly #reserved = new Set<string>();
  /** Which resource has adopted a key, by its uuid. */
  readonly #adopters = new Map<string, ResourceStamp>();
  #expected: { readonly resource: ResourceStamp; readonly names: readonly string[] }[] = [];

  /** @param grace how long {@link ownsSoon} waits, in milliseconds. */
  constructor(grace = WAITS.concurrentResources) {
    this.#grace = grace;
  }

  /** Records that a resource will turn out to own keys with these names. */
  expect(resource: ResourceStamp, names: readonly string[]): void {
    this.#expected.push({ resource, names });
  }

  /**
   * Records the keys of a resource.
   * @throws JetEmailError if another resource of the program is about to adopt one of them.
   */
  own(keys: readonly OwnedKey[], resource: ResourceStamp): void {
    for (const { id, apiToken, rotatedAt } of keys) {
      if (this.isReserved(id)) {
        throw new JetEmailError(
          114,
          `Another resource of this program has \`adopt: "${id}"\`, but this resource owns that key. Remove one of the two.`,
        );
      }
      this.#owners.set(id, this.#ownersOf(id).add(rotatedAt));
      this.#mark(id);
      this.#mark(apiToken); // a key that is partially created has no uuid yet
    }
    const index = this.#expected.findIndex((each) => each.resource === resource);
    this.#expected = this.#expected.filter((_each, at) => at !== index);
  }

  /** Records a key that this run has just created. */
  ownCreated(token: string): void {
    this.#mark(token);
  }

  owns({ uuid, token }: Pick<Key, "uuid" | "token">): boolean {
    return this.#marks.has(token) || (uuid !== undefined && this.#marks.has(uuid));
  }

  /** The same, after a wait for the resource that may be about to own it: Pulumi handles resources concurrently. */
  async ownsSoon(key: Pick<Key, "uuid" | "token">): Promise<boolean> {
    if (!this.owns(key)) {
      const marks = [key.token, ...(key.uuid === undefined ? [] : [key.uuid])];
      const signal = AbortSignal.timeout(this.#grace);
      await Promise.race(marks.map((mark) => once(this.#found, mark, { signal }))).catch(() => {});
    }
    return this.owns(key);
  }

  /** How many resources are expected to own a key of this name. */
  expected(name: string): number {
    return this.#expected.filter(({ names }) => names.includes(name)).length;
  }

  /** Records that a resource which is to be created will adopt a key. @returns what is wrong with that, if anything. */
  reserve(uuid: string): JetEmailError | undefined {
    if (this.#reserved.has(uuid)) {
      return new JetEmailError(112, `Another resource of this program adopts "${uuid}" too. Remove one of the two.`);
    }
    this.#reserved.add(uuid);
    return this.adoptionConflict(uuid);
  }

  adoptionConflict(uuid: string): JetEmailError | undefined {
    return this.#owners.has(uuid)
      ? new JetEmailError(
          113,
          `This stack already manages the key "${uuid}". Remove \`adopt\`, which also prevents the replacement of an adopted key.`,
        )
      : undefined;
  }

  adopt(uuid: string, token: string, resource: ResourceStamp): void {
    this.#adopters.set(uuid, resource);
    this.#owners.set(uuid, this.#ownersOf(uuid));
    this.#mark(uuid);
    this.#mark(token);
  }

  /** Which resource has adopted a key in this run. */
  adopterOf(uuid: string): ResourceStamp | undefined {
    return this.#adopters.get(uuid);
  }

  /** Whether another resource is about to adopt a key, and has not done so. */
  isReserved(uuid: string): boolean {
    return this.#reserved.has(uuid) && !this.#adopters.has(uuid);
  }

  /**
   * Whether a key outlives the resource that is deleted: another one adopted it in this run, or in an earlier one that was
   * interrupted before the deletion, which left two owners.
   */
  isRetained({ id, rotatedAt }: Pick<OwnedKey, "id" | "rotatedAt">): boolean {
    return this.#adopters.has(id) || [...this.#ownersOf(id)].some((instant) => instant !== rotatedAt);
  }

  #ownersOf(uuid: string): Set<string> {
    return this.#owners.get(uuid) ?? new Set();
  }

  #mark(mark: string): void {
    this.#marks.add(mark);
    this.#found.emit(mark);
  }
}
