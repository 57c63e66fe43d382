import { ApiError } from "../errors/apiError";
import { JetEmailError, messageOf } from "../errors/jetEmailError";
import { KeyGoneError } from "../errors/keyGoneError";
import type { Client } from "../jetemail/client";
import { findKey } from "./findKey";
import { type Outputs, withToken } from "./outputs";

/**
 * Rotates a key's token, once. JetEmail takes the call only with the current token, so a rotation that was done but not
 * written down (a lost answer, a crash) makes the next try fail; the list then has the new token, and it is taken as the
 * result in place of a second rotation.
 * @param at the instant that the inputs carry for this rotation.
 * @throws KeyGoneError if JetEmail no longer has the key.
 */
export async function rotate(client: Client, id: string, outs: Outputs, at: string): Promise<Outputs> {
  let failure: unknown;
  try {
    return withToken(outs, await client.rotateKey(outs.apiToken), at);
  } catch (error) {
    if (error instanceof ApiError && [401, 403, 429].includes(error.status)) {
      throw error; // refused before anything was done
    }
    failure = error;
  }
  const key = findKey(await listAfter(failure, client), id, outs);
  if (!key) {
    throw new KeyGoneError(outs.name, id);
  }
  if (key.token === outs.apiToken) {
    throw failure;
  }
  return withToken(outs, key.token, at);
}

async function listAfter(failure: unknown, client: Client) {
  try {
    return await client.listKeys();
  } catch (error) {
    throw new JetEmailError(
      `The rotation was asked for, but it is not known whether it was done. ${messageOf(failure)} The list that would tell could not be read. ${messageOf(error)} The next \`pulumi up\` finds out before it rotates.`,
    );
  }
}
