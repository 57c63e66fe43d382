/** What can be declared of a transactional key and sent in one request. */
export interface KeySettings {
  readonly name: string;
  readonly allowAllDomains: boolean;
  readonly approvedDomains: readonly string[];
  /** E-mails; 0 is unlimited. */
  readonly quota: number;
  readonly ipRestrictions: readonly string[];
}

/** A transactional key as JetEmail lists it. The two published versions of the list show different fields. */
export interface Key extends Partial<KeySettings> {
  readonly token: string;
  readonly uuid?: string;
  /** `active`, `disabled`, `suspended`, `quota-locked`, `quota-unlocked`, `inactive`, or what a later version adds. */
  readonly status?: string;
  /** E-mails sent. */
  readonly usage?: number;
  /** ISO 8601, UTC. */
  readonly createdAt?: string;
}

/** A listed key that cannot be read, by what identifies it, as far as that can be read. */
export interface UnreadableKey {
  readonly name?: string;
  readonly token?: string;
  readonly uuid?: string;
}
