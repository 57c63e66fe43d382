import type { Key, KeySettings } from "../jetemail/key";
import { canonicalDomain } from "../values/domain";
import { canonicalIpRange, networkOf } from "../values/ipRange";
import { sameValue } from "./model";

/**
 * Whether a listed key has these settings, as a server may store them without a difference in effect: no domains beside
 * `allowAllDomains`, a range without its host bits, a name without spaces at its ends. A quota that was cut to the plan's is
 * another one: it might be the key of another stack. What the list does not show says nothing.
 */
export function isStoredAs(key: Key, settings: KeySettings): boolean {
  return (
    (key.name === undefined || key.name.trim() === settings.name.trim()) &&
    (key.allowAllDomains === undefined || key.allowAllDomains === settings.allowAllDomains) &&
    areDomains(key.approvedDomains, settings) &&
    (key.quota === undefined || key.quota === settings.quota) &&
    areRanges(key.ipRestrictions, settings.ipRestrictions)
  );
}

function areDomains(stored: readonly string[] | undefined, { allowAllDomains, approvedDomains }: KeySettings): boolean {
  return (
    stored === undefined ||
    (allowAllDomains && stored.length === 0) ||
    sameValue(
      stored.map((domain) => canonicalDomain(domain) ?? domain),
      approvedDomains,
    )
  );
}

function areRanges(stored: readonly string[] | undefined, sent: readonly string[]): boolean {
  const networks = (ranges: readonly string[]) => ranges.map((range) => networkOf(canonicalIpRange(range) ?? range));
  return stored === undefined || sameValue(networks(stored), networks(sent));
}
