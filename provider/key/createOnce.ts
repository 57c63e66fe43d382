import { type Outcome, outcomeOf } from "../errors/failures";
import { JetEmailError, textOf } from "../errors/jetEmailError";
import type { Key, KeySettings } from "../jetemail/key";
import type { KeyList } from "../jetemail/keyList";
import type { Account } from "../run/account";
import type { ConflictAdvice } from "./conflictAdvice";
import { listsAfter } from "./listsAfter";
import { isStoredAs } from "./storedAs";

const MAX_ATTEMPTS = 3;

export interface CreatedToken {
  readonly token: string;
  /** The journal's position before the first request, if one of the responses was lost. */
  readonly uncertainSince?: number;
}

/**
 * Creates a key, once. If the response is lost or makes no sense, the list shows whether the key was created: it is the only
 * unmanaged key with this name that has appeared since the request, if the list shows uuids and its settings are those that
 * were sent, as a server may store them. As long as the request may still be done, it is not repeated.
 * @param requests how many requests the operation makes from here on: the budget must have room for all, since none of them
 * may wait with a token that is saved nowhere.
 * @throws JetEmailError that names every key which may be the new one, if that is not known.
 * @see https://jetemail.com/docs/api-reference/outbound/create-new-transactional-api-key
 */
export async function createOnce(
  account: Account,
  settings: KeySettings,
  advise: ConflictAdvice,
  requests: number,
): Promise<CreatedToken> {
  const position = account.journal.position();
  for (let attempt = 1; ; attempt++) {
    await account.client.reserve(requests);
    const sent = send(account, settings, { position, advise });
    account.sentCreates.set(sent, settings.name);
    const { token, failure } = await sent.finally(() => account.sentCreates.delete(sent));
    if (token !== undefined) {
      return attempt > 1 || failure !== undefined ? { token, uncertainSince: position } : { token };
    }
    if (attempt >= MAX_ATTEMPTS) {
      throw new JetEmailError(
        602,
        `No key was created. ${textOf(failure)} JetEmail lists no new key. Tried ${attempt} times.`,
        [failure],
      );
    }
  }
}

/** What a create made: no token if it made no key, and the failure of the request if its response is of no use. */
interface SentCreate {
  readonly token?: string | undefined;
  readonly failure?: unknown;
}

async function send(
  account: Account,
  settings: KeySettings,
  { position, advise }: Pick<LostCreate, "position" | "advise">,
): Promise<SentCreate> {
  const managed = async (token: string | undefined) => {
    if (token !== undefined) {
      await account.ownedKeys.manage(token);
    }
    return token;
  };
  try {
    return { token: await managed(await account.client.createKey(settings)) };
  } catch (failure) {
    const outcome = outcomeOf(failure);
    if (outcome === "not sent" || outcome === "refused") {
      throw failure;
    }
    // The next create has to see the key that this one may have made.
    account.forgetInitialKeys();
    const token = await lookFor(account, settings, { position, failure, outcome, advise }).catch((error) => {
      account.journal.unresolved.add(settings.name);
      account.createRecords.leaveUnresolved(settings.name);
      throw error;
    });
    return { token: await managed(token), failure };
  }
}

interface LostCreate {
  readonly position: number;
  readonly failure: unknown;
  readonly outcome: Outcome;
  readonly advise: ConflictAdvice;
}

/** @returns the token of the key that a lost create made, or `undefined` if it made none. */
async function lookFor(
  account: Account,
  settings: KeySettings,
  { position, failure, outcome, advise }: LostCreate,
): Promise<string | undefined> {
  const uncertainty = {
    code: 603,
    problem: "It is not known whether the key was created.",
    remedy: "Run `pulumi up` again: if the key exists, the error names it and says what to do.",
  };
  for await (const list of listsAfter(failure, outcome, account, uncertainty)) {
    const candidates = appearedSince(position, account, list, settings.name);
    const [candidate, ...others] = candidates;
    if (candidate && others.length === 0 && isCertain(candidate, settings)) {
      return candidate.token;
    }
    if (candidate) {
      throw new JetEmailError(
        605,
        `It is not known which key this create made. ${textOf(failure)} ${candidates.length === 1 ? "A key that it may have made has" : `${candidates.length} keys that it may have made have`} appeared since the request. ${advise(candidates)}`,
        [failure],
      );
    }
    if (list.unreadable.some((entry) => entry.name === settings.name)) {
      throw new JetEmailError(
        603,
        `It is not known whether the key was created. ${textOf(failure)} JetEmail's list has a key with this name whose other properties cannot be read. Look for the key in JetEmail's dashboard.`,
        [failure],
      );
    }
    if (list.signOfMore !== undefined) {
      throw new JetEmailError(
        603,
        `It is not known whether the key was created. ${textOf(failure)} JetEmail's list may not be complete: ${list.signOfMore}. Look for the key in JetEmail's dashboard.`,
        [failure],
      );
    }
  }
  if (outcome === "may still happen") {
    throw new JetEmailError(
      604,
      `It is not known whether the key will be created. ${textOf(failure)} JetEmail lists no new key so far. Run \`pulumi up\` again in a minute: if the key exists by then, the error names it and says what to do.`,
      [failure],
    );
  }
  return undefined;
}

/** Where the list shows no uuids or no names, what has appeared may as well be the new token of an older key. */
function isCertain(key: Key, settings: KeySettings): boolean {
  return key.uuid !== undefined && key.name !== undefined && isStoredAs(key, settings);
}

/** The unmanaged keys that may have this name and were in no list before. The older list shows no names. */
export function appearedSince(position: number, account: Account, list: KeyList, name: string): Key[] {
  return list.keys.filter(
    (key) =>
      (key.name === undefined || key.name.trim() === name.trim()) &&
      account.journal.hasAppearedSince(position, key) &&
      account.isUnmanaged(key),
  );
}
