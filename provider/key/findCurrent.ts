import type { Key } from "../jetemail/key";
import type { KeyList } from "../jetemail/keyList";
import type { Account } from "../run/account";
import { findKey } from "./findKey";
import type { Outputs } from "./model";
import { isReplaced } from "./replacedTokens";

const MINUTE = 60_000;

/** How long a list may lack what was done with a key, and how long one with a replaced token cannot be a recent one. */
const LAG = { likely: 5 * MINUTE, possible: 60 * MINUTE };

/** A key as it is listed, and the list that was asked last. */
export interface Found {
  readonly key: Key | undefined;
  readonly list: KeyList;
}

/**
 * Finds a key that the state has in a list that may lag behind. What contradicts the state within minutes of the key's
 * creation or rotation is looked at again some seconds later. A token that was replaced proves that the list is old: nothing
 * else of it is believed either, so that the key is found with what is known of it.
 */
export async function findCurrent(
  account: Account,
  id: string,
  known: Partial<Outputs>,
  list: KeyList,
): Promise<Found> {
  const isOld = ({ token }: Key) => isReplaced(token, known) && isWithin(LAG.possible, account, known);
  const key = findKey(list, id, known);
  if (key?.token === known.apiToken || !((key && isOld(key)) || isRecent(account, known))) {
    return { key, list };
  }
  const later = await account.later(list);
  const found = findKey(later, id, known);
  return { key: found && isOld(found) ? asKnown(found, known) : found, list: later };
}

/** Whether a key was created or rotated so recently that not every server of JetEmail may know of it. */
export function isRecent(account: Account, known: Partial<Outputs>): boolean {
  return isWithin(LAG.likely, account, known);
}

function isWithin(duration: number, { clock }: Account, { apiToken, rotatedAt }: Partial<Outputs>): boolean {
  // The machine that wrote the state may have another time.
  return apiToken !== undefined && Math.abs(Date.parse(clock.now()) - Date.parse(rotatedAt ?? "")) <= duration;
}

function asKnown({ uuid, token }: Key, { apiToken = token }: Partial<Outputs>): Key {
  return { token: apiToken, ...(uuid !== undefined && { uuid }) };
}
