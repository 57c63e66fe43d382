import { outcomeOf } from "../errors/failures";
import { JetEmailError, textOf } from "../errors/jetEmailError";
import { KeyGoneError } from "../errors/keyGoneError";
import type { Account } from "../run/account";
import { findOwned } from "./findOwned";
import { listsAfter } from "./listsAfter";
import type { Outputs } from "./model";
import { withToken } from "./outputs";

/**
 * Rotates a key's token. JetEmail accepts the call with the current token only, and the key may have been rotated elsewhere
 * since the state was saved, so the list is read first. A rotation whose response is lost is found in the list.
 * @throws KeyGoneError if JetEmail no longer has the key.
 * @see https://jetemail.com/docs/api-reference/outbound/rotate-transactional-api-key
 */
export async function rotate(account: Account, id: string, outs: Outputs): Promise<Outputs> {
  const token = await currentToken(account, id, outs);
  const rotated = (issued: string): Outputs => ({
    ...withToken(outs, issued, account.clock.now()),
    accountFingerprint: account.fingerprint,
  });
  try {
    return rotated(await account.client.rotateKey(token));
  } catch (failure) {
    const outcome = outcomeOf(failure);
    if (outcome === "not sent" || outcome === "refused") {
      throw failure;
    }
    const uncertainty = {
      code: 703,
      problem: "The rotation was requested, but it is not known whether it was done.",
      remedy: "Run `pulumi up` again to rotate.",
    };
    for await (const list of listsAfter(failure, outcome, account, uncertainty)) {
      const key = await findOwned(account, id, outs, list);
      if (!key) {
        throw new KeyGoneError(outs.name, id);
      }
      if (key.token !== token) {
        return rotated(key.token);
      }
    }
    if (outcome === "may still happen") {
      throw new JetEmailError(
        710,
        `The rotation was requested, and JetEmail may still do it. ${textOf(failure)} The token has not changed so far. Run \`pulumi up\` again to rotate.`,
        [failure],
      );
    }
    throw failure;
  }
}

async function currentToken(account: Account, id: string, outs: Outputs): Promise<string> {
  const key = await findOwned(account, id, outs, await account.listKeys());
  if (!key) {
    throw new KeyGoneError(outs.name, id);
  }
  return key.token;
}
