import type { Client } from "../jetemail/client";
import type { Key } from "../jetemail/key";
import { Claims } from "./ownedKeys";

/**
 * What one run knows of an account's keys: which were there before a create. A create whose answer got lost is found by
 * what it left behind, and nothing that was there before may be taken for it.
 */
export class Ledger {
  /** By uuid, or token where there is none: how many lists had been read whole when the key was first seen, with this. */
  readonly #firstSeen = new Map<string, number>();
  readonly #issued = new Map<string, string>();
  readonly #turns = new Map<string, Promise<unknown>>();
  #baseline: Promise<readonly Key[]> | undefined;
  #lists = 0;

  /** @param claims shared by the accounts of a run: two of them may be one at JetEmail. */
  constructor(readonly claims: Claims = new Claims()) {}

  /** All keys as they are now. */
  async list(client: Client): Promise<readonly Key[]> {
    return this.#noted(await client.listKeys());
  }

  /** The same for a create that was done: see {@link Client.listCreatedKeys}. */
  async listCreated(client: Client): Promise<readonly Key[]> {
    return this.#noted(await client.listCreatedKeys());
  }

  #noted(keys: readonly Key[]): readonly Key[] {
    this.#lists++;
    for (const { uuid, token } of keys) {
      if (!this.#firstSeen.has(uuid ?? token)) {
        this.#firstSeen.set(uuid ?? token, this.#lists);
      }
    }
    return keys;
  }

  /** All keys as they were before this run created any: read once, at the first create. */
  baseline(client: Client): Promise<readonly Key[]> {
    if (!this.#baseline) {
      this.#baseline = this.list(client);
      this.#baseline.catch(() => {
        this.#baseline = undefined;
      });
    }
    return this.#baseline;
  }

  /** An instant, for {@link isNewSince}. */
  now(): number {
    return this.#lists;
  }

  /** Whether a key was in no list that had been read whole at that instant. */
  isNewSince(instant: number, key: Key): boolean {
    return (this.#firstSeen.get(key.uuid ?? key.token) ?? Number.POSITIVE_INFINITY) > instant;
  }

  /** Makes the next create look again at what is there, since one was made of which it is not known whether it was. */
  forgetBaseline(): void {
    this.#baseline = undefined;
  }

  /**
   * Keeps the token that a create was given: Pulumi's error hooks may call for the same create again. No two resources
   * have the same inputs, since each has an instant of its own among them.
   */
  keepIssued(inputs: object, token: string): void {
    this.#issued.set(JSON.stringify(inputs), token);
  }

  issued(inputs: object): string | undefined {
    return this.#issued.get(JSON.stringify(inputs));
  }

  /** Runs what has the same subject one after another: keys that look alike could not be told apart otherwise. */
  async inTurn<Result>(subject: string, run: () => Promise<Result>): Promise<Result> {
    const before = this.#turns.get(subject) ?? Promise.resolve();
    const turn = before.then(run, run);
    this.#turns.set(subject, turn);
    try {
      return await turn;
    } finally {
      if (this.#turns.get(subject) === turn) {
        this.#turns.delete(subject);
      }
    }
  }
}
