import type { Key, UnreadableKey } from "./key";

/** The keys of an account, as far as a response shows them. Shared by all who asked at the same time. */
export class KeyList implements Iterable<Key> {
  #byUuid: Map<string, Key> | undefined;
  #byToken: Map<string, Key> | undefined;
  #byName: Map<string | undefined, Key[]> | undefined;

  /**
   * @param keys in JetEmail's order.
   * @param unreadable the entries that cannot be read.
   * @param signOfMore a clause that says why there may be keys that the response does not show. Then it proves presence, never absence.
   * @param serverTime when JetEmail responded, by its own clock, in milliseconds.
   */
  constructor(
    readonly keys: readonly Key[],
    readonly unreadable: readonly UnreadableKey[] = [],
    readonly signOfMore?: string,
    readonly serverTime?: number,
  ) {}

  [Symbol.iterator](): Iterator<Key> {
    return this.keys[Symbol.iterator]();
  }

  withUuid(uuid: string): Key | undefined {
    this.#byUuid ??= firstOfEach(this.keys, (key) => key.uuid);
    return this.#byUuid.get(uuid);
  }

  withToken(token: string): Key | undefined {
    this.#byToken ??= firstOfEach(this.keys, (key) => key.token);
    return this.#byToken.get(token);
  }

  /** Whether an entry that cannot be read may be a key. One without any identity may be every key. */
  mayHide(key: { readonly uuid?: string | undefined; readonly token?: string | undefined }): boolean {
    const mayBe = (unreadable?: string, known?: string) => unreadable === undefined || unreadable === known;
    return this.unreadable.some(({ uuid, token }) => mayBe(uuid, key.uuid) && mayBe(token, key.token));
  }

  withName(name: string): readonly Key[] {
    this.#byName ??= Map.groupBy(this.keys, (key) => key.name);
    return this.#byName.get(name) ?? [];
  }
}

function firstOfEach(keys: readonly Key[], identify: (key: Key) => string | undefined): Map<string, Key> {
  const found = new Map<string, Key>();
  for (const key of keys) {
    const identity = identify(key);
    if (identity !== undefined && !found.has(identity)) {
      found.set(identity, key);
    }
  }
  return found;
}
