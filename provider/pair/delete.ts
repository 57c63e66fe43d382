import type { Client } from "../jetemail/client";
import { deleteKey } from "../key/delete";
import { type PairKey, type PairOutputs, SLOTS } from "./model";

/** Deletes both keys, but one that another resource took over. A second try after a failure takes the one that is gone already as deleted. */
export async function deletePair(
  client: Client,
  pair: PairOutputs,
  isKept: (key: PairKey) => boolean = () => false,
): Promise<void> {
  for (const slot of SLOTS) {
    const key = pair.keys[slot];
    if (key && !isKept(key)) {
      await deleteKey(client, key.id, key);
    }
  }
}
