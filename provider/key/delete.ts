import { KeyGoneError } from "../errors/keyGoneError";
import type { Client } from "../jetemail/client";
import type { Outputs } from "./outputs";
import { onLiveToken } from "./withCurrentToken";

/** Deletes a key for good. One that is gone already is no error; a key that may still be live is. */
export async function deleteKey(client: Client, id: string, outs: Outputs): Promise<void> {
  try {
    await onLiveToken(client, id, outs, (token) => client.deleteKey(token));
  } catch (error) {
    if (!(error instanceof KeyGoneError)) {
      throw error;
    }
  }
}
