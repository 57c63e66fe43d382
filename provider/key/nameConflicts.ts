import { JetEmailError } from "../errors/jetEmailError";
import { printable } from "../errors/printable";
import type { Key } from "../jetemail/key";
import { indexOf } from "../jetemail/keyIndex";
import type { Account } from "../run/account";
import type { ConflictAdvice } from "./conflictAdvice";

/**
 * The unmanaged keys with these names, as they were before this run. An update interrupted after JetEmail responds but
 * before Pulumi saves the state leaves an orphaned key; Pulumi then creates again and tells the provider nothing. So an
 * unmanaged key with the name stops a create: it is neither adopted by accident nor left unnamed.
 */
export async function unmanagedKeys(account: Account, names: readonly string[]): Promise<Key[]> {
  const { byName } = indexOf(await account.initialKeys());
  const found = await Promise.all(names.map((name) => unmanaged(account, name, byName.get(name) ?? [])));
  return found.flat();
}

async function unmanaged(account: Account, name: string, keys: readonly Key[]): Promise<Key[]> {
  const isOwned = await Promise.all(keys.map((key) => account.ownedKeys.ownsSoon(key)));
  const others = keys.filter((_key, index) => !isOwned[index]);
  // Each resource that is expected to own a key of the name accounts for one.
  return others.length > account.ownedKeys.expected(name) ? others : [];
}

/** @throws JetEmailError that names the keys in the way of a create, if there are any. */
export function assertNoConflict(keys: readonly Key[], advise: ConflictAdvice): void {
  if (keys.length > 0) {
    const names = [...new Set(keys.map(({ name }) => `"${printable(name)}"`))].join(" and ");
    throw new JetEmailError(
      601,
      `JetEmail already has ${keys.length === 1 ? "a key" : `${keys.length} keys`} named ${names} that this stack does not manage, perhaps from an interrupted update. Nothing was created. ${advise(keys)}`,
    );
  }
}
