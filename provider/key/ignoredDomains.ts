import { withCode } from "../errors/code";

/** The warning where `approvedDomains` has no effect. The values may be of any type: they are not checked yet. */
export function ignoredDomainsWarning(allowAllDomains: unknown, approvedDomains: unknown): string | undefined {
  return allowAllDomains === true && Array.isArray(approvedDomains) && approvedDomains.length > 0
    ? withCode("allowAllDomains is true, so approvedDomains has no effect. Remove one of the two.", 116)
    : undefined;
}
