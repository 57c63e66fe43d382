import { outcomeOf } from "../errors/failures";
import { JetEmailError, textOf } from "../errors/jetEmailError";
import type { Key, KeySettings } from "../jetemail/key";
import type { Account } from "../run/account";
import type { ConflictAdvice } from "./conflictAdvice";
import { listAfter } from "./listAfter";
import { differences } from "./model";
import { observedSettings } from "./outputs";

const MAX_ATTEMPTS = 3;

/**
 * Creates a key, once. If the response is lost or makes no sense, the list tells whether the key was created: it is the
 * only unmanaged key with this name and these settings that has appeared since the request. Only if there is none is the
 * request repeated.
 * @returns the new key's token.
 * @throws JetEmailError that names every key which may be the new one, if that is not known.
 * @see https://jetemail.com/docs/api-reference/outbound/create-new-transactional-api-key
 */
export async function createOnce(account: Account, settings: KeySettings, advise: ConflictAdvice): Promise<string> {
  for (let attempt = 1; ; attempt++) {
    const position = account.journal.position();
    try {
      return await account.client.createKey(settings);
    } catch (error) {
      const outcome = outcomeOf(error);
      if (outcome === "not sent" || outcome === "refused") {
        throw error;
      }
      // The next create has to see the key that this one may have made.
      account.forgetInitialKeys();
      const candidates = await candidatesSince(position, account, settings, error);
      const [candidate] = candidates;
      if (candidate && candidates.length === 1) {
        return candidate.token;
      }
      if (candidate) {
        throw new JetEmailError(
          605,
          `It is not known which key this create made. ${textOf(error)} ${candidates.length} keys with this name and these settings have appeared since the request; one of them is this one. ${advise(candidates)}`,
          [error],
        );
      }
      if (outcome === "may still happen") {
        throw new JetEmailError(
          604,
          `It is not known whether the key will be created. ${textOf(error)} JetEmail lists no new key so far. Run \`pulumi up\` again in a minute: if the key exists by then, the error names it and says what to do.`,
          [error],
        );
      }
      if (attempt >= MAX_ATTEMPTS) {
        throw new JetEmailError(
          602,
          `No key was created. ${textOf(error)} JetEmail lists no new key. Tried ${attempt} times.`,
          [error],
        );
      }
    }
  }
}

async function candidatesSince(
  position: number,
  account: Account,
  settings: KeySettings,
  failure: unknown,
): Promise<Key[]> {
  const list = await listAfter(failure, account, {
    code: 603,
    problem: "It is not known whether the key was created.",
    remedy: "Run `pulumi up` again: if the key exists, the error names it and says what to do.",
  });
  return list.filter(
    (key) =>
      account.journal.hasAppearedSince(position, key) && !account.ownedKeys.owns(key) && hasSettings(key, settings),
  );
}

function hasSettings(key: Key, settings: KeySettings): boolean {
  return differences({ ...observedSettings(key, true), enabled: true }, { ...settings, enabled: true }).length === 0;
}
