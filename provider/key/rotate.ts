import { mayMeanUnknownToken, outcomeOf } from "../errors/failures";
import { JetEmailError, textOf } from "../errors/jetEmailError";
import { KeyGoneError } from "../errors/keyGoneError";
import type { Account } from "../run/account";
import { findOwned } from "./findOwned";
import { listsAfter } from "./listsAfter";
import type { Outputs } from "./model";
import { withToken } from "./outputs";

/**
 * Rotates a key's token, by the token in the state. If JetEmail does not accept that, the key may have been rotated elsewhere:
 * then it is looked up, and rotated by its current token. A rotation whose response is lost is found in the list if that had
 * shown the token before, and requested again otherwise: somebody else may have replaced the token.
 * @param following how many requests of the operation follow: the budget must have room for all, since none of them may wait
 * with a token that is saved nowhere.
 * @throws KeyGoneError if JetEmail no longer has the key.
 * @see https://jetemail.com/docs/api-reference/outbound/rotate-transactional-api-key
 */
export async function rotate(account: Account, id: string, outs: Outputs, following = 0): Promise<Outputs> {
  return rotateBy(outs.apiToken, { account, id, outs, following, isListed: false });
}

interface Rotation {
  readonly account: Account;
  readonly id: string;
  readonly outs: Outputs;
  readonly following: number;
  /** Whether JetEmail's list has shown the token as the current one, and not the state alone. */
  readonly isListed: boolean;
}

async function rotateBy(token: string, rotation: Rotation): Promise<Outputs> {
  const { account, outs, following, isListed } = rotation;
  await account.client.reserve(1 + following);
  try {
    return rotated(await account.client.rotateKey(token), rotation);
  } catch (failure) {
    const outcome = outcomeOf(failure);
    const mayBeOutdated = !isListed && mayMeanUnknownToken(failure);
    if (outcome === "not sent" || (outcome === "refused" && !mayBeOutdated)) {
      throw failure;
    }
    const uncertainty = {
      code: 703,
      problem: "The rotation was requested, but it is not known whether it was done.",
      remedy: "Run `pulumi up` again to rotate.",
    };
    const lists =
      outcome === "refused" ? [await account.listKeys()] : listsAfter(failure, outcome, account, uncertainty);
    for await (const list of lists) {
      const key = await findOwned(account, rotation.id, outs, list);
      if (!key) {
        throw new KeyGoneError(outs.name, rotation.id);
      }
      if (key.token !== token) {
        // Only of a token that the list has shown is it known that this rotation has replaced it, and nobody before.
        return isListed ? rotated(key.token, rotation) : rotateBy(key.token, { ...rotation, isListed: true });
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

function rotated(token: string, { account, outs }: Rotation): Outputs {
  return { ...withToken(outs, token, account.clock.now()), accountFingerprint: account.fingerprint };
}
