import { JetEmailError } from "../errors/jetEmailError";
import { KeyGoneError } from "../errors/keyGoneError";
import { printable } from "../errors/printable";
import type { Account } from "../run/account";
import type { Outputs } from "./model";
import type { StateKey } from "./resourceKind";
import { withCurrentToken } from "./withCurrentToken";

/**
 * Deletes the keys of a resource, except those that another resource has adopted.
 * @returns what the user has to be told.
 * @throws JetEmailError, with nothing deleted, while another resource is about to adopt one of them.
 */
export async function deleteKeys(account: Account, keys: readonly StateKey[]): Promise<string[]> {
  const retained = keys.filter((key) => account.ownedKeys.isRetained(key));
  const toDelete = keys.filter((key) => !retained.includes(key));
  const reserved = toDelete.find((key) => account.ownedKeys.isReserved(key.id));
  if (reserved) {
    throw new JetEmailError(
      706,
      `Another resource of this program is to adopt the key "${printable(reserved.name)}" (${reserved.id}) and has not done so. Nothing was deleted.`,
    );
  }
  for (const key of toDelete) {
    await deleteKey(account, key.id, key);
  }
  return retained.map(
    ({ name, id }) =>
      `The JetEmail key "${printable(name)}" (${id}) is kept: another resource adopted it in this update or in an interrupted one.`,
  );
}

/**
 * Deletes a key for good. One that is gone already is no error; one that may still be live is.
 * @see https://jetemail.com/docs/api-reference/outbound/delete-transactional-api-key
 */
export async function deleteKey(account: Account, id: string, outs: Outputs): Promise<void> {
  try {
    await withCurrentToken(account, id, outs, (token) => account.client.deleteKey(token));
  } catch (error) {
    if (!(error instanceof KeyGoneError)) {
      throw error;
    }
  }
}
