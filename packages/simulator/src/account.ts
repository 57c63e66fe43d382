import { randomBytes, randomUUID } from "node:crypto";
import { lessened } from "./lessened";
import type { SimulatedDomain, SimulatorOptions } from "./options";
import { RateLimit } from "./rateLimit";
import type { KeyChanges, KeySettings, StoredKey } from "./storedKey";

/** The simulated account: its live keys, in creation order, and every token it ever issued. */
export class Account {
  readonly issuedTokens: string[] = [];
  readonly rateLimit: RateLimit;
  readonly #keys: StoredKey[] = [];
  #lastCreated: StoredKey | undefined;
  #lastRemoved: StoredKey | undefined;
  /** The token that each key had before its last rotation, by its uuid. */
  readonly #formerTokens = new Map<string, string>();
  readonly #options: SimulatorOptions;

  constructor(options: SimulatorOptions) {
    this.#options = options;
    this.rateLimit = new RateLimit(options);
  }

  /** Copies, so that a test can keep one and compare it with a later one. */
  get keys(): StoredKey[] {
    return structuredClone(this.#keys);
  }

  /** The keys themselves, for calls that only read them: copying a thousand would cost more than the rest of the call. */
  get live(): readonly StoredKey[] {
    return this.#keys;
  }

  /** The keys as a list shows them that lags behind: without the one created last, and still with the one removed last. */
  get lagging(): readonly StoredKey[] {
    const known = this.#keys.filter((key) => key !== this.#lastCreated);
    return this.#lastRemoved ? [...known, this.#lastRemoved] : known;
  }

  /** The keys as a list shows them that lags behind their last rotation. */
  get withFormerTokens(): readonly StoredKey[] {
    return this.#keys.map((key) => ({ ...key, token: this.#formerTokens.get(key.uuid) ?? key.token }));
  }

  /** The domains that keys are approved for, as if all were verified. */
  get approvedDomains(): readonly SimulatedDomain[] {
    const names = new Set(this.#keys.flatMap((key) => key.approvedDomains));
    return [...names].map((domain) => ({ domain, verified: true }));
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
    this.#lastCreated = key;
    return key;
  }

  change(key: StoredKey, changes: KeyChanges): void {
    Object.assign(key, changes, { modifiedAt: this.#now() });
  }

  rotate(key: StoredKey): void {
    this.#formerTokens.set(key.uuid, key.token);
    key.token = this.#issueToken();
    key.modifiedAt = this.#now();
  }

  /** Makes a list that lags behind show what was changed until now. */
  settle(): void {
    this.#lastCreated = undefined;
    this.#lastRemoved = undefined;
    this.#formerTokens.clear();
  }

  /** Replaces what was sent for the key created last by what a server stores that keeps less. */
  storeLess(): void {
    if (this.#lastCreated) {
      Object.assign(this.#lastCreated, lessened(this.#lastCreated));
    }
  }

  remove(key: StoredKey): void {
    this.#keys.splice(this.#keys.indexOf(key), 1);
    this.#lastRemoved = key;
  }

  #now(): number {
    return (this.#options.now ?? Date.now)();
  }

  #issueToken(): string {
    const token = `transactional_${randomBytes(16).toString("hex")}`;
    this.issuedTokens.push(token);
    return token;
  }
}
