import { EventEmitter, once } from "node:events";
import type { KeyList } from "../jetemail/keyList";
import { WAITS } from "./waits";

/** A key as a state has it, by what its account is recognised by. */
export interface StateKeyIdentity {
  readonly id: string;
  readonly apiToken: string;
  readonly accountFingerprint?: string;
}

/**
 * The keys that Pulumi's state has in an account, as far as this run has seen them. They prove which account a list is of:
 * the account key may have been exchanged since a key was saved, but a list that shows one of them is of the account that
 * has the others too.
 */
export class StateKeys {
  readonly #byId = new Map<string, StateKeyIdentity>();
  /** How many of them were saved in the account with each fingerprint. */
  readonly #counts = new Map<string | undefined, number>();
  readonly #added = new EventEmitter().setMaxListeners(0);
  readonly #grace: number;

  /** @param grace how long {@link prove} waits for keys that Pulumi has not asked for yet, in milliseconds. */
  constructor(grace = WAITS.concurrentResources) {
    this.#grace = grace;
  }

  get size(): number {
    return this.#byId.size;
  }

  add(key: StateKeyIdentity): void {
    this.remove(key.id);
    this.#byId.set(key.id, key);
    this.#count(key.accountFingerprint, 1);
    this.#added.emit("key");
  }

  remove(id: string): void {
    const key = this.#byId.get(id);
    if (key) {
      this.#byId.delete(id);
      this.#count(key.accountFingerprint, -1);
    }
  }

  /** Whether a list shows a key that was saved in the account with this fingerprint. */
  async prove(list: KeyList, accountFingerprint: string | undefined): Promise<boolean> {
    const signal = AbortSignal.timeout(this.#grace);
    while (!this.#shows(list, accountFingerprint)) {
      const isOver = await once(this.#added, "key", { signal }).then(
        () => false,
        () => true,
      );
      if (isOver) {
        return false;
      }
    }
    return true;
  }

  /** Whether all keys were saved in accounts with other fingerprints, and a list shows none of them. */
  areElsewhere(list: KeyList, accountFingerprint: string): boolean {
    const isHere = this.#counts.has(accountFingerprint) || this.#counts.has(undefined);
    return this.size > 0 && !isHere && ![...this.#byId.values()].some((key) => isIn(list, key));
  }

  #shows(list: KeyList, accountFingerprint: string | undefined): boolean {
    return [...this.#byId.values()].some((key) => key.accountFingerprint === accountFingerprint && isIn(list, key));
  }

  #count(accountFingerprint: string | undefined, change: number): void {
    const count = (this.#counts.get(accountFingerprint) ?? 0) + change;
    if (count > 0) {
      this.#counts.set(accountFingerprint, count);
    } else {
      this.#counts.delete(accountFingerprint);
    }
  }
}

function isIn(list: KeyList, { id, apiToken }: StateKeyIdentity): boolean {
  return (list.withUuid(id) ?? list.withToken(apiToken)) !== undefined;
}
