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
  /** The ids of those that were saved in the account with each fingerprint: a refresh gives a key another one. */
  readonly #byFingerprint = new Map<string | undefined, Set<string>>();
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
    this.#byId.set(key.id, key);
    const { accountFingerprint: fingerprint } = key;
    this.#byFingerprint.set(fingerprint, (this.#byFingerprint.get(fingerprint) ?? new Set()).add(key.id));
    this.#added.emit("key");
  }

  remove(id: string): void {
    this.#byId.delete(id);
    for (const ids of this.#byFingerprint.values()) {
      ids.delete(id);
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
    const isHere = ({ accountFingerprint: known }: StateKeyIdentity) =>
      known === undefined || known === accountFingerprint;
    return this.size > 0 && !this.#has(isHere) && !this.#has((key) => isIn(list, key));
  }

  #has(is: (key: StateKeyIdentity) => boolean): boolean {
    for (const key of this.#byId.values()) {
      if (is(key)) {
        return true;
      }
    }
    return false;
  }

  #shows(list: KeyList, accountFingerprint: string | undefined): boolean {
    return [...(this.#byFingerprint.get(accountFingerprint) ?? [])].some((id) => {
      const key = this.#byId.get(id);
      return key !== undefined && isIn(list, key);
    });
  }
}

function isIn(list: KeyList, { id, apiToken }: StateKeyIdentity): boolean {
  return (list.withUuid(id) ?? list.withToken(apiToken)) !== undefined;
}
