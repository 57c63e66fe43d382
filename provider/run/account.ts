import { setTimeout as sleep } from "node:timers/promises";
import type { Client, Freshness } from "../jetemail/client";
import type { SendingDomain } from "../jetemail/domain";
import {
  currentOperation,
  interruptionOf,
  outsideOperation,
  untilDeadline,
  waitInterrupted,
} from "../jetemail/http/operation";
import type { Key } from "../jetemail/key";
import type { KeyList } from "../jetemail/keyList";
import type { Clock, ResourceStamp } from "./clock";
import { CreateJournal } from "./createJournal";
import { CreateRecords } from "./createRecords";
import { IssuedTokens } from "./issuedTokens";
import { KeyedMutex } from "./keyedMutex";
import type { OwnedKeys } from "./ownedKeys";
import type { PendingCreates } from "./pendingCreates";
import { poll } from "./polling";
import { resultWithin } from "./resultWithin";
import { StateKeys } from "./stateKeys";
import type { Waits } from "./waits";

/** What the accounts of a run share: two of them may be one at JetEmail. */
export interface Shared {
  readonly clock: Clock;
  readonly ownedKeys: OwnedKeys;
  readonly pendingCreates: PendingCreates;
  readonly waits: Waits;
  /** Ends all waiting. */
  readonly signal?: AbortSignal | undefined;
  /** Called before a wait for JetEmail's list to catch up. */
  readonly onWait?: (() => void) | undefined;
}

/** A client, and the account that it is of. */
export interface ConnectedAccount {
  readonly client: Client;
  readonly fingerprint: string;
  readonly createRecords?: CreateRecords;
}

const NO_RECORDS = new CreateRecords();

/** A JetEmail account in one run: its client, and what the run has seen and done there. */
export class Account {
  readonly clock: Clock;
  readonly ownedKeys: OwnedKeys;
  readonly journal = new CreateJournal();
  readonly issuedTokens = new IssuedTokens();
  readonly stateKeys: StateKeys;
  /** Creates with the same name run one after another: their keys could not be told apart if a response were lost. */
  readonly createMutex = new KeyedMutex();
  /** The creates that were sent, each with the name of its key, until it is known what they made. */
  readonly sentCreates = new Map<Promise<unknown>, string>();
  readonly #shared: Shared;
  readonly #connect: () => ConnectedAccount;
  /** The tokens of keys that this run has deleted: JetEmail's list may show them for a while. */
  readonly #deleted = new Set<string>();
  /** The lists that were fetched some seconds after others. */
  readonly #later = new WeakMap<KeyList, Promise<KeyList>>();
  #connected: ConnectedAccount | undefined;
  #initialKeys: Promise<KeyList> | undefined;
  #domains: Promise<readonly SendingDomain[] | undefined> | undefined;

  /** @param connect called at the first request, and at the first one after {@link reconnect}. */
  constructor(connect: () => ConnectedAccount, shared: Shared) {
    this.#connect = connect;
    this.#shared = shared;
    this.clock = shared.clock;
    this.ownedKeys = shared.ownedKeys;
    this.stateKeys = new StateKeys(shared.waits.concurrentResources);
  }

  get client(): Client {
    return this.#connection().client;
  }

  get createRecords(): CreateRecords {
    return this.#connection().createRecords ?? NO_RECORDS;
  }

  /** Forgets what earlier updates were killed with, if it is saved. A preview may have no account key to look by. */
  async settleCreates(resources: readonly ResourceStamp[], names: readonly string[]): Promise<void> {
    try {
      await Promise.all(resources.map((resource) => this.createRecords.settle(resource, names)));
    } catch {
      // what is wrong with the configuration is told by who needs it
    }
  }

  /** See `accountFingerprintOf`. */
  get fingerprint(): string {
    return this.#connection().fingerprint;
  }

  /** Makes the next request use the configuration as it is then. */
  reconnect(): void {
    this.#connected = undefined;
  }

  /** All keys of the account. Every list that a resource gets comes from here, so that the journal is complete. */
  async listKeys(freshness: Freshness = "strict"): Promise<KeyList> {
    const list = await this.client.listKeys(freshness, this.#shared.pendingCreates);
    this.journal.record(list);
    await this.ownedKeys.update();
    if (list.serverTime !== undefined) {
      this.clock.compare(list.serverTime);
    }
    return list;
  }

  /** Lists the account at once and then after ever longer delays, for as long as a change may still show up. */
  async *pollKeys(
    wait: "listing" | "delisting" | "lostResponse" | "pendingRequest",
    freshness: Freshness = "strict",
  ): AsyncGenerator<KeyList> {
    const { waits } = this.#shared;
    let isFirst = true;
    for await (const _ of poll(waits[wait], waits, this.#interruption)) {
      yield await this.listKeys(freshness);
      if (isFirst) {
        isFirst = false;
        this.#shared.onWait?.();
      }
    }
  }

  /** A list that is fetched some seconds after another one, which may lag behind. Shared by all who doubt that one. */
  later(list: KeyList): Promise<KeyList> {
    let later = this.#later.get(list);
    if (!later) {
      later = outsideOperation(() => this.#listLater());
      later.catch(() => this.#later.delete(list));
      this.#later.set(list, later);
    }
    return untilDeadline(later);
  }

  async #listLater(): Promise<KeyList> {
    const { onWait, signal, waits } = this.#shared;
    onWait?.();
    await sleep(waits.secondLook, undefined, { signal }).catch(() => {
      throw waitInterrupted();
    });
    return this.listKeys();
  }

  /** Whether nothing is waited for any more: what a list does not show by then may show up later. */
  get isInterrupted(): boolean {
    return this.#interruption?.aborted ?? false;
  }

  /** All keys as they were before this run created any: fetched once, at the first create. */
  initialKeys(): Promise<KeyList> {
    if (!this.#initialKeys) {
      this.#initialKeys = outsideOperation(() => this.listKeys());
      this.#initialKeys.catch(() => this.forgetInitialKeys());
    }
    const operation = currentOperation();
    if (operation) {
      this.client.shareList(operation);
    }
    return untilDeadline(this.#initialKeys);
  }

  /** Makes the next create list the account again, after a create whose outcome is unknown. */
  forgetInitialKeys(): void {
    this.#initialKeys = undefined;
  }

  /** The domains of the account, requested once; `undefined` if they cannot be read soon. */
  async domains(): Promise<readonly SendingDomain[] | undefined> {
    try {
      this.#domains ??= this.#listDomains();
      return await this.briefly(this.#domains);
    } catch {
      return undefined;
    }
  }

  /**
   * Waits for what only words a message: for two seconds, and not beyond an interruption.
   * @returns `undefined` if there is none by then.
   */
  briefly<Result>(result: Promise<Result>): Promise<Result | undefined> {
    return resultWithin(this.#shared.waits.message, result, this.#interruption);
  }

  /** Records that a key is deleted, whatever the list shows. */
  markDeleted(id: string, token: string): void {
    this.#deleted.add(token);
    this.stateKeys.remove(id);
  }

  /** Whether no resource is known to own a key that JetEmail lists. */
  isUnmanaged(key: Pick<Key, "uuid" | "token">): boolean {
    return !this.ownedKeys.manages(key) && !this.isDeleted(key);
  }

  isDeleted({ token }: { readonly token: string }): boolean {
    return this.#deleted.has(token);
  }

  #listDomains(): Promise<readonly SendingDomain[]> {
    const { signal, waits } = this.#shared;
    const end = AbortSignal.timeout(waits.message);
    return outsideOperation(() => this.client.listDomains(signal ? AbortSignal.any([signal, end]) : end));
  }

  get #interruption(): AbortSignal | undefined {
    return interruptionOf(this.#shared.signal);
  }

  #connection(): ConnectedAccount {
    this.#connected ??= this.#connect();
    return this.#connected;
  }
}
