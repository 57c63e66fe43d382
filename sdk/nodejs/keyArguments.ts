import type { Input } from "@pulumi/pulumi";

/**
 * What a key and a pair of keys have in common. Each argument is checked at preview, before any request; what is wrong is
 * listed with its path, every problem at once. `null` and `undefined` count as not given.
 */
export interface KeyArgs {
  /**
   * The name the dashboard shows: 1 to 64 letters (a-z, A-Z), digits, hyphens, underscores or spaces. JetEmail takes a
   * name twice; a create is refused where the account has a key of the name that this stack does not hold (`adopt`).
   * A change updates the key in place: uuid and token stay.
   * @default `<project>-<stack>-<logical name>`, with illegal characters as hyphens, and cut to 64 with a short hash
   * where it is longer
   * @see JetEmail's API reference, "Create new transactional API key": `name`
   */
  name?: Input<string>;

  /**
   * Whether the key may send from every verified domain of the account. A preview warns where `approvedDomains` is
   * given as well. A change updates the key in place.
   * @default false
   * @see JetEmail's API reference, "Create new transactional API key": `allowAllDomains`
   */
  allowAllDomains?: Input<boolean>;

  /**
   * The domains the key may send from: at most 253, each at most 253 characters; no scheme, path, port, wildcard or final
   * dot. A set: order, case and repetition do not matter. Internationalised names are turned to ASCII. Whether a domain
   * is verified is not checked. A change updates the key in place.
   * @default []
   * @see JetEmail's API reference, "Create new transactional API key": `approvedDomains`
   */
  approvedDomains?: Input<Input<string>[]>;

  /**
   * How many e-mails the key may send: a whole number from 0 to 1 000 000, where 0 is unlimited. A change
   * updates the key in place.
   * @default 0
   * @see JetEmail's API reference, "Create new transactional API key": `quota`
   */
  quota?: Input<number>;

  /**
   * The IPv4 and IPv6 addresses or CIDR ranges that may use the key: at most 50; none is any. A set, in which
   * spellings of one address are the same. A change updates the key in place.
   * @default []
   * @see JetEmail's API reference, "Create new transactional API key": `ipRestrictions`
   */
  ipRestrictions?: Input<Input<string>[]>;

  /**
   * `false` switches the key off without deleting it. A change updates the key in place, in a request of its own after
   * the others, since JetEmail ignores every other field beside `status`. The create call has no such field either: a
   * key that is declared off is live for a moment.
   * @default true
   * @see JetEmail's API reference, the update call: `status`
   */
  enabled?: Input<boolean>;

  /**
   * Any value, compared by content. When it changes, or is given for the first time to a key that exists, the token is
   * rotated in place: the uuid stays, and of a single key the old token is invalid at once. Taking it away rotates
   * nothing. It stands in the state and in previews in clear: do not put a secret in it.
   * @default `undefined`
   * @see JetEmail's API reference, the rotate call: the old token is invalid at once
   */
  rotationTrigger?: Input<unknown>;

  /**
   * A whole number of days, from 1 to 36500. The first update later than this after the last rotation rotates in place,
   * as for `rotationTrigger`; without an update nothing happens. A change of the number rotates nothing by itself: the
   * new period is in force from the update after it.
   * @default `undefined`
   * @see This package alone: JetEmail knows no rotation by time
   */
  rotateAfterDays?: Input<number>;

  /**
   * Which JetEmail account, by its name in `jetemail:accounts` or in the environment (`JETEMAIL_API_KEY_<NAME>`): 1 to
   * 64 letters, digits, hyphens or underscores. Where the stack lists its accounts, a preview refuses one that is not
   * configured. A change replaces the key: the new one is created in the other account before the old one is deleted.
   * @default the account of `jetemail:apiKey`
   * @see This package alone: an account key is one account's
   */
  account?: Input<string>;
}

/** The arguments of a `TransactionalKey`. All have defaults, and all but `account` are changed in place. */
export interface TransactionalKeyArgs extends KeyArgs {
  /**
   * The uuid of a key that exists already: it is taken over, token included, instead of a new one created. Settings that
   * are declared are applied to it; one that is not declared and differs from its default is an error, so that adopting
   * takes nothing away; so is a uuid that JetEmail does not list. `"new"` creates a key although JetEmail has one of its
   * name that this stack does not hold, which is an error otherwise. Used at creation only: a later change is ignored.
   * @default `undefined`
   * @see This package alone: JetEmail's list shows the uuid
   */
  adopt?: Input<string>;
}

/** The arguments of a `TransactionalKeyPair`. They hold for both keys. */
export interface TransactionalKeyPairArgs extends KeyArgs {
  /**
   * As for a key, but at most 62 characters: the keys are named `<name>-a` and `<name>-b`. A change updates both in place.
   * @default `<project>-<stack>-<logical name>` as for a key, cut to 62
   * @see JetEmail's API reference, "Create new transactional API key": `name`
   */
  name?: Input<string>;

  /**
   * The emergency switch: while it is `true`, the token that is previous is rotated away in the same update, so that
   * nobody can use it any more. A token that leaked is revoked by a new `rotationTrigger` together with this. Leave it
   * `true` only for the emergency: every rotation would cut off those who hold the token before.
   * @default false
   * @see This package alone: JetEmail knows no pairs
   */
  revokePrevious?: Input<boolean>;
}
