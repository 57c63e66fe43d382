import type { KeyList } from "../jetemail/keyList";
import type { Account } from "../run/account";
import type { ResourceStamp } from "../run/clock";
import { hashOf } from "../run/createRecords";

/** How long ago a create was begun whose key the list may not show yet, in milliseconds. */
const LATELY = 10 * 60 * 1000;

/**
 * The names under which a resource may have a key already: the one that it is to get, and those of listed keys that earlier
 * updates of this machine may have created for it. Waits for the list to show what the latest of them made.
 */
export async function namesInUse(account: Account, resource: ResourceStamp, name: string): Promise<string[]> {
  const records = await account.createRecords.interrupted(resource);
  if (records.length === 0) {
    return [name];
  }
  const hashes = new Set([hashOf(name), ...records.map((record) => record.name)]);
  const inUse = (list: KeyList) =>
    list.keys.flatMap((key) =>
      key.name !== undefined && hashes.has(hashOf(key.name)) && account.isUnmanaged(key) ? [key.name] : [],
    );
  if (records.some(({ at }) => Math.abs(Date.now() - at) < LATELY)) {
    for await (const list of account.pollKeys("delisting")) {
      if (inUse(list).length > 0) {
        break;
      }
    }
    account.forgetInitialKeys();
  }
  return [...new Set([name, ...inUse(await account.initialKeys())])];
}
