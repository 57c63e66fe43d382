import type { Account } from "../run/account";
import type { ResourceStamp } from "../run/clock";

/** How long the list may take to show what an update made that was killed, in milliseconds. */
const LATELY = 10 * 60 * 1000;

/**
 * The names under which a resource may have a key already: the one that it is to get, and those that earlier updates of this
 * machine were killed with. Waits for the list to show what the latest of them made.
 */
export async function namesInUse(account: Account, resource: ResourceStamp, name: string): Promise<string[]> {
  const records = await account.createRecords.interrupted(resource);
  const names = [...new Set([name, ...records.map((record) => record.name)])];
  if (records.some(({ at }) => Math.abs(Date.now() - at) < LATELY)) {
    for await (const list of account.pollKeys("pendingRequest")) {
      if (names.some((each) => list.withName(each).some((key) => account.isUnmanaged(key)))) {
        break;
      }
    }
    account.forgetInitialKeys();
  }
  return names;
}
