import type { Key } from "../jetemail/key";
import type { KeyList } from "../jetemail/keyList";

/**
 * Which keys of an account appeared when, as far as this run has read its list. A create whose response was lost is
 * identified by the key that has appeared since; a key that had been listed before is never matched.
 */
export class CreateJournal {
  /** By uuid, or token where there is none: how many lists had been read when the key was first seen, with this one. */
  readonly #firstSeen = new Map<string, number>();
  #latest: KeyList | undefined;
  #lists = 0;
  /** The names of creates that have ended without an answer to whether they made a key. */
  readonly unresolved = new Set<string>();

  /** Records a list. One that several callers share counts once. */
  record(list: KeyList): void {
    if (list === this.#latest) {
      return;
    }
    this.#latest = list;
    this.#lists++;
    for (const key of list) {
      if (!this.#firstSeen.has(identityOf(key))) {
        this.#firstSeen.set(identityOf(key), this.#lists);
      }
    }
  }

  /** A position in the journal, for {@link hasAppearedSince}. */
  position(): number {
    return this.#lists;
  }

  /** Whether a key was in no list that had been recorded at that position. */
  hasAppearedSince(position: number, key: Key): boolean {
    return (this.#firstSeen.get(identityOf(key)) ?? Number.POSITIVE_INFINITY) > position;
  }
}

function identityOf({ uuid, token }: Key): string {
  return uuid ?? token;
}
