import { closest, distance } from "fastest-levenshtein";
import type { SendingDomain } from "../jetemail/domain";
import type { Account } from "../run/account";
import { type Settings, sameValue } from "./model";

type Domains = Partial<Pick<Settings, "approvedDomains" | "allowAllDomains">>;

/** How many letters may differ in what looks like a typo. */
const TYPO = 2;

/**
 * What the user has to be told of approved domains that the account has not verified: a key cannot send from them. If the
 * account's domains cannot be read soon, nothing. Called before the work and awaited after it, since no new token must wait
 * for it.
 */
export async function domainNotes(account: Account, olds: Domains, news: Domains): Promise<string[]> {
  const { approvedDomains = [] } = news;
  if (news.allowAllDomains || approvedDomains.length === 0 || sameValue(approvedDomains, olds.approvedDomains)) {
    return [];
  }
  const known = await account.domains();
  return known ? approvedDomains.flatMap((domain) => noteOn(domain, known)) : [];
}

function noteOn(domain: string, known: readonly SendingDomain[]): string[] {
  const exact = known.find((each) => each.domain === domain);
  const isCovered = known.some(({ isVerified, domain: parent }) => isVerified && `.${domain}`.endsWith(`.${parent}`));
  if (isCovered) {
    return [];
  }
  const verified = known.filter(({ isVerified }) => isVerified).map((each) => each.domain);
  const nearest = verified.length > 0 && !exact ? closest(domain, verified) : undefined;
  const suggestion = nearest !== undefined && distance(domain, nearest) <= TYPO ? ` Did you mean ${nearest}?` : "";
  return [
    exact
      ? `The approved domain ${domain} is not verified at JetEmail yet: no key can send from it until its DNS records are in place.`
      : `The approved domain ${domain} is not among the domains of the JetEmail account: no key can send from it.${suggestion}`,
  ];
}
