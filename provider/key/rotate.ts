import { mayMeanUnknownToken, outcomeOf } from "../errors/failures";
import { KeyGoneError } from "../errors/keyGoneError";
import type { Account } from "../run/account";
import type { ResourceStamp } from "../run/clock";
import { findKey } from "./findKey";
import { listAfter } from "./listAfter";
import type { Outputs } from "./model";
import { withToken } from "./outputs";

/**
 * Rotates a key's token, once. JetEmail accepts the call with the current token only, so a rotation that was done but not
 * saved (a lost response, a crash) makes the next attempt fail; the list then has the new token, which is taken instead
 * of rotating again.
 * @param at the `rotatedAt` of the inputs that ask for this rotation.
 * @throws KeyGoneError if JetEmail no longer has the key.
 * @see https://jetemail.com/docs/api-reference/outbound/rotate-transactional-api-key
 */
export async function rotate(account: Account, id: string, outs: Outputs, at: ResourceStamp): Promise<Outputs> {
  let failure: unknown;
  try {
    return withToken(outs, await account.client.rotateKey(outs.apiToken), at);
  } catch (error) {
    failure = error;
  }
  if (wasNotRotated(failure)) {
    throw failure;
  }
  const list = await listAfter(failure, account, {
    code: 703,
    problem: "The rotation was requested, but it is not known whether it was done.",
    remedy: "Run `pulumi up` again: it finds out before it rotates.",
  });
  const key = findKey(list, id, outs);
  if (!key) {
    throw new KeyGoneError(outs.name, id);
  }
  if (key.token === outs.apiToken) {
    throw failure;
  }
  return withToken(outs, key.token, at);
}

function wasNotRotated(failure: unknown): boolean {
  const outcome = outcomeOf(failure);
  return outcome === "not sent" || (outcome === "refused" && !mayMeanUnknownToken(failure));
}
