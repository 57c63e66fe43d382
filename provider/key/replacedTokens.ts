import { fingerprintOf } from "../jetemail/keyIdentities";
import type { Outputs } from "./model";

/** How many replaced tokens the state remembers. */
const REMEMBERED = 8;

/** The fingerprints of the tokens of a key that another one replaces now. */
export function replacedBy(token: string, { apiToken, __replacedTokens = [] }: Outputs): readonly string[] {
  const replaced = [fingerprintOf(apiToken), ...__replacedTokens];
  return [...new Set(replaced)].filter((each) => each !== fingerprintOf(token)).slice(0, REMEMBERED);
}

/** Whether a listed token is one that was replaced: then the list is older than that. */
export function isReplaced(token: string, { __replacedTokens = [] }: Partial<Outputs>): boolean {
  return __replacedTokens.includes(fingerprintOf(token));
}
