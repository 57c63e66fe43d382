import type { Input } from "@pulumi/pulumi";

/**
 * The arguments of a `TransactionalKey`. Limits are JetEmail's own (API reference, "Create new transactional API key")
 * and are checked at preview, before any request. A change of any of them updates the key in place and leaves its
 * token as it is.
 */
export interface TransactionalKeyArgs {
  /**
   * The name the dashboard shows: 1 to 64 letters (a-z, A-Z), digits, hyphens, underscores or spaces. Names need not be
   * unique at JetEmail.
   * @default `<project>-<stack>-<logical name>`, with illegal characters as hyphens, and cut to 64 with a short hash
   * where it is longer
   */
  name?: Input<string>;

  /**
   * Whether the key may send from every verified domain of the account. A preview warns where `approvedDomains` is
   * given as well.
   * @default false
   */
  allowAllDomains?: Input<boolean>;

  /**
   * The domains the key may send from: at most 253, each at most 253 characters. A set: order, case and repetition do
   * not matter. Internationalised names are turned to ASCII.
   * @default []
   */
  approvedDomains?: Input<Input<string>[]>;

  /**
   * How many e-mails the key may send: a whole number from 0 to 1 000 000, where 0 is unlimited.
   * @default 0
   */
  quota?: Input<number>;

  /**
   * The IPv4 and IPv6 addresses or CIDR ranges that may use the key: at most 50; none is any. A set, in which
   * spellings of one address are the same.
   * @default []
   */
  ipRestrictions?: Input<Input<string>[]>;

  /**
   * `false` switches the key off without deleting it. Told to JetEmail in a request of its own, after the others.
   * @default true
   */
  enabled?: Input<boolean>;
}
