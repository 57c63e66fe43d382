import { mayMeanUnknownToken, outcomeOf } from "../errors/failures";
import { JetEmailError, textOf } from "../errors/jetEmailError";
import { KeyGoneError } from "../errors/keyGoneError";
import type { Account } from "../run/account";
import { isRecent } from "./findCurrent";
import { findOwned } from "./findOwned";
import { listsAfter, type Uncertainty } from "./listsAfter";
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
  return rotateBy({ account, id, following }, outs);
}

interface Rotation {
  readonly account: Account;
  readonly id: string;
  readonly following: number;
}

/** What is known of the token that a rotation is requested by. */
interface TokenEvidence {
  /** Whether JetEmail's list has shown it as the current one, and not the state alone. */
  readonly isListed?: boolean;
  /** Whether JetEmail has refused it before. */
  readonly isRefused?: boolean;
}

const UNCERTAIN: Uncertainty = {
  code: 703,
  problem: "The rotation was requested, but it is not known whether it was done.",
  remedy: "Run `pulumi up` again to rotate.",
};

async function rotateBy(rotation: Rotation, outs: Outputs, evidence: TokenEvidence = {}): Promise<Outputs> {
  const { account, following } = rotation;
  await account.client.reserve(1 + following);
  try {
    return rotated(account, outs, await account.client.rotateKey(outs.apiToken));
  } catch (failure) {
    const outcome = outcomeOf(failure);
    if (outcome === "refused" && mayMeanUnknownToken(failure) && !evidence.isRefused) {
      return rotateByCurrent(rotation, outs, failure);
    }
    if (outcome === "not sent" || outcome === "refused") {
      throw failure;
    }
    return afterLostResponse(rotation, outs, evidence, failure);
  }
}

/** A token that JetEmail issued a moment ago may not be known to all its servers: it is tried once more. */
async function rotateByCurrent(rotation: Rotation, outs: Outputs, failure: unknown): Promise<Outputs> {
  const { account, id } = rotation;
  const list = await account.listKeys();
  const key = await findOwned(account, id, outs, list);
  if (!key) {
    throw new KeyGoneError(outs.name, id);
  }
  if (key.token !== outs.apiToken) {
    return rotateBy(rotation, withToken(outs, key.token, account.clock.now()), { isListed: true, isRefused: true });
  }
  if (!isRecent(account, outs)) {
    throw failure;
  }
  const isListed = (await account.later(list)).withToken(outs.apiToken) !== undefined;
  return rotateBy(rotation, outs, { isListed, isRefused: true });
}

async function afterLostResponse(
  rotation: Rotation,
  outs: Outputs,
  evidence: TokenEvidence,
  failure: unknown,
): Promise<Outputs> {
  const { account, id } = rotation;
  const outcome = outcomeOf(failure);
  for await (const list of listsAfter(failure, outcome, account, UNCERTAIN)) {
    const key = await findOwned(account, id, outs, list).catch((error) => {
      throw new JetEmailError(UNCERTAIN.code, [UNCERTAIN.problem, ...[failure, error].map(textOf)].join(" "), [
        failure,
        error,
      ]);
    });
    if (!key) {
      throw new KeyGoneError(outs.name, id);
    }
    if (key.token !== outs.apiToken) {
      // Only of a token that the list has shown is it known that this rotation has replaced it, and nobody before.
      return evidence.isListed
        ? rotated(account, outs, key.token)
        : rotateBy(rotation, withToken(outs, key.token, account.clock.now()), { ...evidence, isListed: true });
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

async function rotated(account: Account, outs: Outputs, token: string): Promise<Outputs> {
  await account.ownedKeys.manage(token);
  return { ...withToken(outs, token, account.clock.now()), accountFingerprint: account.fingerprint };
}
