import { mayMeanUnknownToken } from "../errors/failures";
import { JetEmailError } from "../errors/jetEmailError";
import { KeyGoneError } from "../errors/keyGoneError";
import { printable } from "../errors/printable";
import { isProvisional } from "../jetemail/keyIdentities";
import type { Account } from "../run/account";
import type { Claimant } from "../run/ownership";
import { findOwned } from "./findOwned";
import type { Outputs } from "./model";
import type { StateKey } from "./resourceKind";
import { withCurrentToken } from "./withCurrentToken";

/**
 * Deletes the keys of a resource, except those that another resource of the program has.
 * @returns what the user has to be told.
 * @throws JetEmailError, with nothing deleted, while another resource is about to adopt one of them, or if the resource's
 * own replacement adopted one: then nothing was replaced.
 */
export async function deleteKeys(
  account: Account,
  known: readonly StateKey[],
  { resource, owner }: Claimant,
): Promise<string[]> {
  const { ownedKeys } = account;
  await ownedKeys.willDelete(known);
  const keys = ownedKeys.hasReservations ? await withUuids(account, known) : known;
  const retained = keys.filter((key) => ownedKeys.otherOwnerOf(key, owner));
  const toDelete = keys.filter((key) => !retained.includes(key));
  const reserved = toDelete.find((key) => ownedKeys.isReserved(key));
  if (reserved) {
    await ownedKeys.keep(known);
    throw new JetEmailError(
      706,
      `Another resource of this program is to adopt the key ${named(reserved)} and has not done so. Nothing was deleted.`,
    );
  }
  const own = retained.find((key) => {
    const other = ownedKeys.otherOwnerOf(key, owner);
    return other?.by === "adoption" && other.resource === resource;
  });
  if (own) {
    throw new JetEmailError(
      711,
      `The key ${named(own)} was not replaced: its replacement adopted it, so its token is still valid. For a new token, change \`rotationTrigger\`, or replace it with \`adopt: "new"\`.`,
    );
  }
  await ownedKeys.keep(retained);
  for (const key of toDelete) {
    await deleteKey(account, key.id, key);
  }
  return retained.map((key) => `The JetEmail key ${named(key)} is kept: another resource of the program has it.`);
}

/** With the uuid of each key that can be found: `adopt` names a key by it. */
async function withUuids(account: Account, keys: readonly StateKey[]): Promise<readonly StateKey[]> {
  if (!keys.some(({ id }) => isProvisional(id))) {
    return keys;
  }
  const list = await account.listKeys();
  return keys.map((key) => ({ ...key, id: list.withToken(key.apiToken)?.uuid ?? key.id }));
}

function named({ name, id }: StateKey): string {
  return `"${printable(name)}" (${id})`;
}

/**
 * Deletes a key for good. One that is proven to be gone is no error; one that may still be live is.
 * @see https://jetemail.com/docs/api-reference/outbound/delete-transactional-api-key
 */
export async function deleteKey(account: Account, id: string, outs: Outputs): Promise<void> {
  try {
    const { apiToken } = await withCurrentToken(account, id, outs, (token) => account.client.deleteKey(token));
    account.markDeleted(id, apiToken);
  } catch (error) {
    const isGone =
      error instanceof KeyGoneError || (mayMeanUnknownToken(error) && (await isDelisted(account, id, outs)));
    if (!isGone) {
      throw error;
    }
    account.markDeleted(id, outs.apiToken);
  }
}

/** JetEmail no longer knows the token and still lists the key: a deletion that was done may take a while to show up. */
async function isDelisted(account: Account, id: string, outs: Outputs): Promise<boolean> {
  for await (const list of account.pollKeys("delisting")) {
    if (!(await findOwned(account, id, outs, list))) {
      return true;
    }
  }
  return false;
}
