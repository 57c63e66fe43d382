/** What can be declared of a transactional key and sent in one request. */
export interface KeySettings {
  readonly name: string;
  readonly allowAllDomains: boolean;
  readonly approvedDomains: readonly string[];
  /** E-mails; 0 is unlimited. */
  readonly quota: number;
  readonly ipRestrictions: readonly string[];
}

/** A transactional key as JetEmail lists it. */
export interface Key extends KeySettings {
  readonly token: string;
  /** Absent on servers of the older API version. */
  readonly uuid: string | undefined;
  /** `active`, `disabled`, `suspended`, `quota-locked`, `quota-unlocked`, or what a later version adds. */
  readonly status: string;
  /** E-mails sent. */
  readonly usage: number;
  /** ISO 8601, UTC. */
  readonly createdAt: string | undefined;
}
