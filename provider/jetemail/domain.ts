/** A domain of the account, as far as sending from it is concerned. */
export interface SendingDomain {
  readonly domain: string;
  readonly isVerified: boolean;
}
