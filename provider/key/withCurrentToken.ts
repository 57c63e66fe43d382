import { ApiError } from "../errors/apiError";
import { KeyGoneError } from "../errors/keyGoneError";
import type { Client } from "../jetemail/client";
import { findKey } from "./findKey";
import { type Outputs, withToken } from "./outputs";

/**
 * Makes a call that names a key by its token. If JetEmail does not take the token, the key was perhaps rotated
 * elsewhere: then it is looked up and the call made with the token it has now.
 * @returns the outputs with the token that was taken.
 * @throws KeyGoneError if JetEmail no longer has the key.
 */
export async function onLiveToken(
  client: Client,
  id: string,
  outs: Outputs,
  call: (token: string) => Promise<void>,
): Promise<Outputs> {
  try {
    await call(outs.apiToken);
    return outs;
  } catch (error) {
    if (!(error instanceof ApiError && error.mayMeanUnknownToken)) {
      throw error;
    }
    const key = findKey(await client.listKeys(), id, outs);
    if (!key) {
      throw new KeyGoneError(outs.name, id);
    }
    if (key.token === outs.apiToken) {
      throw error;
    }
    await call(key.token);
    return withToken(outs, key.token);
  }
}
