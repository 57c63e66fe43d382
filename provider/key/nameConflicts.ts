import { JetEmailError } from "../errors/jetEmailError";
import { printable } from "../errors/printable";
import type { Key } from "../jetemail/key";
import type { KeyList } from "../jetemail/keyList";
import type { Account } from "../run/account";
import type { IssuedToken } from "../run/issuedTokens";
import { type ConflictAdvice, idOf } from "./conflictAdvice";

/**
 * The unmanaged keys with these names, as they were before this run. An update interrupted after JetEmail responds but
 * before Pulumi saves the state leaves an orphaned key; Pulumi then creates again and tells the provider nothing. So an
 * unmanaged key with the name stops a create: it is neither adopted by accident nor left unnamed.
 * @throws JetEmailError if the list cannot show that there are none, or is of another account than the stack's other keys.
 */
export async function unmanagedKeys(account: Account, names: readonly string[]): Promise<Key[]> {
  const list = await completeList(account);
  const unreadable = names.find((name) => list.unreadable.some((entry) => entry.name === name));
  if (unreadable !== undefined) {
    throw new JetEmailError(
      615,
      `JetEmail already has a key named "${printable(unreadable)}", whose other properties cannot be read. Nothing was created. Check the key in JetEmail's dashboard, update pulumi-jetemail, or add \`adopt: "new"\` to create another key with that name.`,
    );
  }
  if (account.stateKeys.areElsewhere(list, account.fingerprint)) {
    throw new JetEmailError(
      612,
      "JetEmail lists none of this stack's other keys for the account key in use, which is not the one that they were last seen with: this is probably another JetEmail account. Nothing was created. Use the account key of the account that has them.",
    );
  }
  const found = await Promise.all(names.map((name) => unmanaged(account, name, list.withName(name))));
  return found.flat();
}

/** @throws JetEmailError if the list may hide keys: one that an interrupted update left would stay unnamed. */
async function completeList(account: Account): Promise<KeyList> {
  const list = await account.initialKeys();
  if (list.signOfMore !== undefined) {
    throw new JetEmailError(
      611,
      `JetEmail's list may not be complete, and may hide a key with this name: ${list.signOfMore}. Nothing was created. Run the command again; if the error persists, update pulumi-jetemail.`,
    );
  }
  return list;
}

async function unmanaged(account: Account, name: string, keys: readonly Key[]): Promise<Key[]> {
  const isOwned = await Promise.all(keys.map((key) => account.ownedKeys.managesSoon(key)));
  const others = keys.filter((key, index) => !isOwned[index] && !account.isDeleted(key));
  // Each resource that is expected to own a key of the name accounts for one.
  if (others.length <= account.ownedKeys.expected(name)) {
    return [];
  }
  // A key that was deleted just before may have been listed still.
  const now = await account.listKeys();
  return others.filter((key) => {
    return now.withToken(key.token) !== undefined || now.signOfMore !== undefined || now.mayHide(key);
  });
}

/**
 * Names the unmanaged keys beside which another one is created on request. One of them may be what an interrupted update
 * left.
 */
export async function twinNotes(account: Account, name: string): Promise<string[]> {
  const twins = (await completeList(account)).withName(name).filter((key) => account.isUnmanaged(key));
  return twins.length === 0
    ? []
    : [
        `Created another key named "${printable(name)}", beside ${twins.map(idOf).join(", ")}, which no resource of this update is known to own.`,
      ];
}

/** Names what an interrupted update may have left of a resource that is deleted without all its keys. */
export async function leftoverNotes(account: Account, names: readonly string[]): Promise<string[]> {
  if (names.length === 0) {
    return [];
  }
  const list = await account.listKeys();
  const left = names.flatMap((name) => list.withName(name)).filter((key) => !account.ownedKeys.manages(key));
  return left.map(leftoverNote);
}

/**
 * Names what has appeared beside a key since its create was begun, and is nobody's: an update that was killed before may have
 * made it, and a list that lags behind may show it only now.
 */
export async function lateNotes(
  account: Account,
  list: KeyList,
  { token, since }: Pick<IssuedToken, "token" | "since">,
  name: string,
): Promise<string[]> {
  const late = list
    .withName(name)
    .filter((key) => key.token !== token && account.journal.hasAppearedSince(since, key) && account.isUnmanaged(key));
  const isManaged = await Promise.all(late.map((key) => account.ownedKeys.managesSoon(key)));
  return late.filter((_key, index) => !isManaged[index]).map(leftoverNote);
}

function leftoverNote(key: Key): string {
  return `JetEmail has a key named "${printable(key.name ?? "")}" (${idOf(key)}) that no resource of this update is known to own: an interrupted update may have left it. If no other stack has it, delete it in JetEmail's dashboard.`;
}

/** @throws JetEmailError that names the keys in the way of a create, if there are any. */
export function assertNoConflict(keys: readonly Key[], advise: ConflictAdvice): void {
  if (keys.length > 0) {
    const names = [...new Set(keys.map(({ name = "" }) => `"${printable(name)}"`))].join(" and ");
    throw new JetEmailError(
      601,
      `JetEmail already has ${keys.length === 1 ? "a key" : `${keys.length} keys`} named ${names} that no resource of this update is known to own. Nothing was created. ${advise(keys)}`,
    );
  }
}
