import { mayMeanUnknownToken } from "../errors/failures";
import { KeyGoneError } from "../errors/keyGoneError";
import type { Account } from "../run/account";
import { findOwned } from "./findOwned";
import type { Outputs } from "./model";
import { withToken } from "./outputs";

/**
 * Makes a call that names a key by its token. If JetEmail does not accept the token, the key may have been rotated
 * elsewhere: then it is looked up, and the call made with its current token.
 * @returns the outputs with the token that was accepted.
 * @throws KeyGoneError if JetEmail no longer has the key.
 */
export async function withCurrentToken(
  account: Account,
  id: string,
  outs: Outputs,
  call: (token: string) => Promise<void>,
): Promise<Outputs> {
  const { fingerprint: accountFingerprint } = account;
  try {
    await call(outs.apiToken);
    return { ...outs, accountFingerprint };
  } catch (error) {
    if (!mayMeanUnknownToken(error)) {
      throw error;
    }
    const key = await findOwned(account, id, outs, await account.listKeys());
    if (!key) {
      throw new KeyGoneError(outs.name, id);
    }
    if (key.token === outs.apiToken) {
      throw error;
    }
    await call(key.token);
    return { ...withToken(outs, key.token, account.clock.now()), accountFingerprint };
  }
}
