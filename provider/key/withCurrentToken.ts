import { mayMeanUnknownToken } from "../errors/failures";
import { KeyGoneError } from "../errors/keyGoneError";
import type { Account } from "../run/account";
import { isRecent } from "./findCurrent";
import { findOwned } from "./findOwned";
import type { Outputs } from "./model";
import { withToken } from "./outputs";

/**
 * Makes a call that names a key by its token. If JetEmail does not accept the token, the key may have been rotated
 * elsewhere: then it is looked up, and the call made with its current token. A token that JetEmail issued a moment ago may not
 * be known to all its servers: then the call is made once more, some seconds later.
 * @returns the outputs with the token that was accepted.
 * @throws KeyGoneError if JetEmail no longer has the key.
 */
export async function withCurrentToken(
  account: Account,
  id: string,
  outs: Outputs,
  call: (token: string) => Promise<void>,
): Promise<Outputs> {
  let known = outs;
  try {
    await call(known.apiToken);
  } catch (error) {
    if (!mayMeanUnknownToken(error)) {
      throw error;
    }
    const list = await account.listKeys();
    const key = await findOwned(account, id, outs, list);
    if (!key) {
      throw new KeyGoneError(outs.name, id);
    }
    if (key.token !== outs.apiToken) {
      known = withToken(outs, key.token, account.clock.now());
    } else if (isRecent(account, outs)) {
      await account.later(list);
    } else {
      throw error;
    }
    await call(known.apiToken);
  }
  return { ...known, accountFingerprint: account.fingerprint };
}
