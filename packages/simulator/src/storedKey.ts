/** Every status JetEmail documents for a key. */
export type KeyStatus = "disabled" | "active" | "suspended" | "quota-locked" | "quota-unlocked";

/** What a caller chooses about a key. */
export interface KeySettings {
  name: string;
  allowAllDomains: boolean;
  approvedDomains: readonly string[];
  /** E-mails the key may send; 0 is unlimited. */
  quota: number;
  ipRestrictions: readonly string[];
}

/** A live key as the simulated account holds it, independent of the dialect. */
export interface StoredKey extends KeySettings {
  /** Never changes, and exists even if the dialect does not show it. */
  readonly uuid: string;
  /** The current token: `transactional_` and 32 hexadecimal digits. */
  token: string;
  status: KeyStatus;
  /** E-mails sent. */
  usage: number;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  /** Epoch milliseconds. */
  modifiedAt: number;
}

/** What may change in a key without a new token. */
export type KeyChanges = Partial<KeySettings & Pick<StoredKey, "status" | "usage">>;
