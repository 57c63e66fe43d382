import { ApiError } from "../errors/apiError";
import { JetEmailError, messageOf } from "../errors/jetEmailError";
import { NetworkError } from "../errors/networkError";
import { ResponseError } from "../errors/responseError";
import type { Client } from "../jetemail/client";
import type { Key, KeySettings } from "../jetemail/key";
import type { Ledger } from "../run/createJournal";
import type { Remedy } from "./conflictAdvice";
import { differences } from "./model";
import { inForce } from "./outputs";

const TRIES = 3;

/**
 * Creates a key, once. Where the answer is lost or makes no sense, the list tells whether the key was made: the one key
 * of this name and these settings that appeared since the request and belongs to nobody else is it. Only where none
 * appeared is the request repeated.
 * @throws JetEmailError that names every key which may be the one, where it cannot be known.
 */
export async function issueToken(
  client: Client,
  settings: KeySettings,
  ledger: Ledger,
  remedy: Remedy,
): Promise<string> {
  for (let tries = 1; ; tries++) {
    const before = ledger.now();
    try {
      return await client.createKey(settings);
    } catch (error) {
      if (!mayHaveHappened(error)) {
        throw error;
      }
      const candidates = await candidatesSince(before, client, settings, ledger, error);
      const [candidate, ...others] = candidates;
      if (candidate && others.length === 0) {
        return candidate.token;
      }
      if (candidate) {
        ledger.forgetBaseline();
        throw new JetEmailError(
          `It is not known which key this create made. ${messageOf(error)} Since the request, ${candidates.length} keys of this name and these settings appeared, so one of them is nobody else's. ${remedy(candidates)}`,
        );
      }
      if (mayStillHappen(error)) {
        ledger.forgetBaseline();
        throw new JetEmailError(
          `It is not known whether the key will be created. ${messageOf(error)} JetEmail lists no new key so far. Run \`pulumi up\` again in a minute: if the key exists by then, it says which one it is and what to do about it.`,
        );
      }
      if (tries >= TRIES) {
        throw new JetEmailError(
          `No key was created. ${messageOf(error)} JetEmail lists no new key. Tried ${tries} times.`,
        );
      }
    }
  }
}

function mayHaveHappened(error: unknown): boolean {
  if (error instanceof NetworkError) {
    return !error.neverSent;
  }
  if (error instanceof ApiError) {
    return error.status >= 500 || error.status === 408 || error.status < 300;
  }
  return error instanceof ResponseError;
}

/** Somebody stopped waiting, but the request may still be on its way. */
function mayStillHappen(error: unknown): boolean {
  return (
    (error instanceof NetworkError && error.timedOut) ||
    (error instanceof ApiError && (error.status === 408 || error.status === 504))
  );
}

async function candidatesSince(
  instant: number,
  client: Client,
  settings: KeySettings,
  ledger: Ledger,
  failure: unknown,
): Promise<Key[]> {
  try {
    const list = await ledger.list(client);
    return list.filter((key) => ledger.isNewSince(instant, key) && !ledger.claims.has(key) && isLike(key, settings));
  } catch (error) {
    ledger.forgetBaseline();
    throw new JetEmailError(
      `It is not known whether the key was created. ${messageOf(failure)} The list that would tell could not be read. ${messageOf(error)} The next \`pulumi up\` finds out: if the key exists, it says which one it is and what to do about it.`,
    );
  }
}

function isLike(key: Key, settings: KeySettings): boolean {
  const found = inForce(key, true);
  return differences({ ...found, enabled: true }, { ...settings, enabled: true }).length === 0;
}
