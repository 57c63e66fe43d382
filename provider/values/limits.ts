/**
 * What JetEmail accepts.
 * @see https://jetemail.com/docs/api-reference/outbound/create-new-transactional-api-key
 */
export const LIMITS = {
  /** Characters of a name. */
  name: 64,
  /** Characters of a pair's name: its keys are named `<name>-a` and `<name>-b`. */
  pairName: 62,
  approvedDomains: 253,
  ipRestrictions: 50,
  /** E-mails. */
  quota: 1_000_000,
} as const;
