import type { Client } from "../../client/client";
import { deleteKey } from "../deleteKey";
import { type PairOutputs, SLOTS } from "./pair";

/** Deletes both keys. A second try after a failure takes the one that is gone already as deleted. */
export async function deletePair(client: Client, pair: PairOutputs): Promise<void> {
  for (const slot of SLOTS) {
    const key = pair.keys[slot];
    if (key) {
      await deleteKey(client, key.id, key);
    }
  }
}
