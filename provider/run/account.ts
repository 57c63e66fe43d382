import type { Client, Freshness } from "../jetemail/client";
import type { Key } from "../jetemail/key";
import type { Clock } from "./clock";
import { CreateJournal } from "./createJournal";
import { IssuedTokens } from "./issuedTokens";
import { KeyedMutex } from "./keyedMutex";
import type { OwnedKeys } from "./ownedKeys";
import type { PendingCreates } from "./pendingCreates";

/** What the accounts of a run share: two of them may be one at JetEmail. */
export interface Shared {
  readonly clock: Clock;
  readonly ownedKeys: OwnedKeys;
  readonly pendingCreates: PendingCreates;
}

/** A JetEmail account in one run: its client, and what the run has seen and done there. */
export class Account {
  readonly clock: Clock;
  readonly ownedKeys: OwnedKeys;
  readonly journal = new CreateJournal();
  readonly issuedTokens = new IssuedTokens();
  /** Creates that look alike run one after another: their keys could not be told apart if a response were lost. */
  readonly createMutex = new KeyedMutex();
  readonly #pendingCreates: PendingCreates;
  readonly #connect: () => Client;
  #client: Client | undefined;
  #initialKeys: Promise<readonly Key[]> | undefined;

  /** @param connect called at the first request, and at the first one after {@link reconnect}. */
  constructor(connect: () => Client, { clock, ownedKeys, pendingCreates }: Shared) {
    this.#connect = connect;
    this.clock = clock;
    this.ownedKeys = ownedKeys;
    this.#pendingCreates = pendingCreates;
  }

  get client(): Client {
    this.#client ??= this.#connect();
    return this.#client;
  }

  /** Makes the next request use the configuration as it is then. */
  reconnect(): void {
    this.#client = undefined;
  }

  /** All keys of the account. Every list that a resource gets comes from here, so that the journal is complete. */
  async listKeys(freshness: Freshness = "strict"): Promise<readonly Key[]> {
    const list = await this.client.listKeys(freshness, this.#pendingCreates);
    this.journal.record(list);
    return list;
  }

  /** All keys as they were before this run created any: fetched once, at the first create. */
  initialKeys(): Promise<readonly Key[]> {
    if (!this.#initialKeys) {
      this.#initialKeys = this.listKeys();
      this.#initialKeys.catch(() => this.forgetInitialKeys());
    }
    return this.#initialKeys;
  }

  /** Makes the next create list the account again, after a create whose outcome is unknown. */
  forgetInitialKeys(): void {
    this.#initialKeys = undefined;
  }
}
