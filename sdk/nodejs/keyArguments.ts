import type { Input } from "@pulumi/pulumi";

/**
 * What a key and a pair of keys have in common. Each argument is checked at preview, before any request; every problem is
 * reported with its path, all at once. `null` and `undefined` count as not given. A value that begins like a credential
 * (`api_`, `transactional_`) is refused, and one that is declared secret is not printed.
 */
export interface KeyArgs {
  /**
   * The name shown in the dashboard: 1 to 64 letters (a-z, A-Z), digits, hyphens, underscores or spaces. Names are not
   * unique at JetEmail; a create fails if the account has a key with the name that no resource of the update is known to own
   * (see `adopt`). A change updates the key in place: uuid and token stay.
   * @default `<project>-<stack>-<logical name>`, with illegal characters as hyphens, cut to 64. A short hash follows where a
   * character was replaced, where the name was cut, and where the project's or the stack's name has a hyphen, so that names
   * which differ stay different. A key with `adopt` keeps the name that it has
   * @see https://jetemail.com/docs/api-reference/outbound/create-new-transactional-api-key
   */
  name?: Input<string>;

  /**
   * Whether the key may send from every verified domain of the account. A preview warns if `approvedDomains` is given as
   * well. A change updates the key in place.
   * @default false
   * @see https://jetemail.com/docs/api-reference/outbound/create-new-transactional-api-key
   */
  allowAllDomains?: Input<boolean>;

  /**
   * The domains the key may send from: at most 253, each of at most 253 characters, without scheme, path, port, wildcard or
   * trailing dot. Compared as a set: order, case and duplicates do not matter. The program's order is kept, so that
   * `ignoreChanges` of an index means the same domain. Internationalised names are converted to ASCII. A domain that is not
   * verified in the account is no error; a message after the update names it. A change updates the key in place.
   * @default []
   * @see https://jetemail.com/docs/api-reference/outbound/create-new-transactional-api-key
   */
  approvedDomains?: Input<Input<string>[]>;

  /**
   * How many e-mails the key may send: a whole number from 0 to 1 000 000, where 0 is unlimited. A change updates the key in
   * place.
   * @default 0
   * @see https://jetemail.com/docs/api-reference/outbound/create-new-transactional-api-key
   */
  quota?: Input<number>;

  /**
   * The IPv4 and IPv6 addresses or CIDR ranges that may use the key: at most 50; without any, every address may. Compared as
   * a set, in which different spellings of an address are equal; the program's order is kept. A change updates the key in
   * place.
   * @default []
   * @see https://jetemail.com/docs/api-reference/outbound/create-new-transactional-api-key
   */
  ipRestrictions?: Input<Input<string>[]>;

  /**
   * `false` switches the key off without deleting it. A change updates the key in place, in a request of its own after the
   * others, since JetEmail ignores every other field beside `status`; with a rotation in the same update, a key is switched
   * on before it, since JetEmail may refuse to rotate one that is off. The create call has no such field: a key that is
   * declared off is live for a moment.
   * @default true
   * @see https://jetemail.com/docs/api-reference/outbound/update-transactional-api-key
   */
  enabled?: Input<boolean>;

  /**
   * Any JSON value, compared by content, where `1` and `"1"` are equal. When it changes, or is given for the first time to
   * an existing key, the token is rotated in place: the uuid stays, and the old token of a single key becomes invalid at
   * once. Removing it does not rotate, and neither does putting the same value back. If the outcome of a rotation cannot be
   * known, the next update rotates again. A `Date` or another value that is not JSON is an error at the declaration: give a
   * string, such as `.toISOString()`. It is in clear in the state and in previews: do not put a secret in it.
   * @default `undefined`
   * @see https://jetemail.com/docs/api-reference/outbound/rotate-transactional-api-key
   */
  rotationTrigger?: Input<unknown>;

  /**
   * A whole number of days, from 1 to 36500. The first update later than this after the last rotation rotates in place,
   * as for `rotationTrigger`; without an update nothing happens. A period that is given to an existing key, or changed,
   * counts from that update: it does not rotate by itself. `rotationDueAt` says when it ends, and a preview says when it is
   * over. A key with `enabled: false` is rotated by the update that switches it on. The clock is that of the machine which runs
   * Pulumi.
   * @default `undefined`
   * @see This package alone: JetEmail has no rotation by age
   */
  rotateAfterDays?: Input<number>;

  /**
   * The JetEmail account, by its name in `jetemail:accounts` or in the environment (`JETEMAIL_API_KEY_<NAME>`): 1 to 64
   * letters, digits, hyphens or underscores, and no account key. If the stack lists its accounts, a preview refuses one that
   * is not configured. A change replaces the key: the new one is created in the other account before the old one is deleted.
   * @default the account of `jetemail:apiKey`
   * @see This package alone: an account key belongs to one account
   */
  account?: Input<string>;
}

/** The arguments of a `TransactionalKey`. All have defaults, and all but `account` are changed in place. */
export interface TransactionalKeyArgs extends KeyArgs {
  /**
   * The uuid of an existing key, which is adopted, token included, instead of a new one created. Declared settings are
   * applied to it. A setting that is not declared and differs from its default is an error, so that adopting resets
   * nothing; so is a uuid that JetEmail does not list. The key keeps its name if none is declared: declare it before `adopt`
   * is removed, or the default name takes effect. `"new"` creates a key although JetEmail has another one with its name,
   * which is an error otherwise. Used at creation only: a later change is ignored.
   * @default `undefined`
   * @see https://jetemail.com/docs/api-reference/outbound/get-transactional-api-keys
   */
  adopt?: Input<string>;
}

/** The arguments of a `TransactionalKeyPair`. They apply to both keys. */
export interface TransactionalKeyPairArgs extends KeyArgs {
  /**
   * As for a key, but at most 62 characters: the keys are named `<name>-a` and `<name>-b`. A change updates both in place.
   * @default `<project>-<stack>-<logical name>` as for a key, with a short hash in the same cases, cut to 62
   * @see https://jetemail.com/docs/api-reference/outbound/create-new-transactional-api-key
   */
  name?: Input<string>;

  /**
   * For emergencies: while it is `true`, the previous token is rotated away in the same update, so that nobody can use it
   * any more. Given alone, it revokes the previous token once, without a new current one. A leaked token is revoked by a
   * new `rotationTrigger` together with this. Set it back to `false` afterwards: while it is `true`, a rotation is not
   * zero-downtime.
   * @default false
   * @see This package alone: JetEmail has no pairs
   */
  revokePrevious?: Input<boolean>;
}
