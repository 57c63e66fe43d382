import { randomBytes, randomUUID } from "node:crypto";
import type { KeyChanges, KeySettings, StoredKey } from "./storedKey";

/** The simulated account: its live keys, in creation order, and every token it ever issued. */
export class Account {
  readonly issuedTokens: string[] = [];
  readonly #keys: StoredKey[] = [];
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Copies, so that a test can keep one and compare it with a later one. */
  get keys(): StoredKey[] {
    return structuredClone(this.#keys);
  }

  /** The keys themselves, for calls that only read them: copying a thousand would cost more than the rest of the call. */
  get live(): readonly StoredKey[] {
    return this.#keys;
  }

  withToken(token: string): StoredKey | undefined {
    return this.#keys.find((key) => key.token === token);
  }

  withUuid(uuid: string): StoredKey | undefined {
    return this.#keys.find((key) => key.uuid === uuid);
  }

  create(settings: KeySettings): StoredKey {
    const now = this.#now();
    const key: StoredKey = {
      ...settings,
      uuid: randomUUID(),
      token: this.#issueToken(),
      status: "active",
      usage: 0,
      createdAt: now,
      modifiedAt: now,
    };
    this.#keys.push(key);
    return key;
  }

  change(key: StoredKey, changes: KeyChanges): void {
    Object.assign(key, changes, { modifiedAt: this.#now() });
  }

  rotate(key: StoredKey): void {
    key.token = this.#issueToken();
    key.modifiedAt = this.#now();
  }

  remove(key: StoredKey): void {
    this.#keys.splice(this.#keys.indexOf(key), 1);
  }

  #issueToken(): string {
    const token = `transactional_${randomBytes(16).toString("hex")}`;
    this.issuedTokens.push(token);
    return token;
  }
}
