import { JetEmailError } from "../errors/jetEmailError";
import { printable } from "../errors/printable";
import type { Key } from "../jetemail/key";
import type { KeyList } from "../jetemail/keyList";
import type { Account } from "../run/account";
import { findCurrent } from "./findCurrent";
import { uuidOf } from "./findKey";
import type { Outputs } from "./model";

/**
 * Finds a key that the state has, with the token that is current as far as can be known.
 * @returns `undefined` only if the key is proven to be gone: the list is complete and readable, shows uuids, and is of the
 * account in which the key was last seen.
 * @throws JetEmailError if the list lacks the key and that proves nothing.
 */
export async function findOwned(
  account: Account,
  id: string,
  known: Partial<Outputs>,
  first: KeyList,
): Promise<Key | undefined> {
  const { key, list } = await findCurrent(account, id, known, first);
  if (key) {
    return key;
  }
  if (list.keys.length === 0 && account.stateKeys.size > 1) {
    const again = await account.listKeys();
    if (again.keys.length > 0) {
      return findOwned(account, id, known, again);
    }
  }
  const what = `the key "${printable(known.name ?? "")}" (${id})`;
  if (list.signOfMore !== undefined) {
    throw new JetEmailError(
      708,
      `JetEmail's list lacks ${what}, but may not be complete: ${list.signOfMore}. So the key counts as existing. Run the command again; if the error persists, update pulumi-jetemail.`,
    );
  }
  if (list.mayHide({ uuid: id, token: known.apiToken })) {
    throw new JetEmailError(
      709,
      `JetEmail's list has an entry that cannot be read and may be ${what}. Check the key in JetEmail's dashboard, and update pulumi-jetemail.`,
    );
  }
  const isSameAccount =
    known.accountFingerprint === account.fingerprint || (await account.stateKeys.prove(list, known.accountFingerprint));
  if (!isSameAccount) {
    throw new JetEmailError(
      707,
      `JetEmail does not list ${what} for the account key in use, which is not the one that it was last seen with: this is probably another JetEmail account. Nothing was changed. Use the account key of the account that has the key. If the account key was exchanged and the key was deleted outside Pulumi, remove it with \`pulumi state delete\`.`,
    );
  }
  if (list.keys.some(({ uuid }) => uuid === undefined) || (list.keys.length > 0 && uuidOf(id, known) === undefined)) {
    throw new JetEmailError(
      712,
      `JetEmail does not list the token of ${what}, and no uuid tells whether the key was deleted or its token was rotated elsewhere. Look for the key in JetEmail's dashboard and delete it there if it still exists. Then remove it from the state with \`pulumi state delete\`, and \`pulumi up\` creates a new one.`,
    );
  }
  return undefined;
}
