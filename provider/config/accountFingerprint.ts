import type { Connection } from "../jetemail/connect";
import { shortHash } from "../values/shortHash";

/** 24 bits: two accounts are told apart, and whoever reads the state learns next to nothing about the account key. */
const DIGITS = 6;

/** Names an account, without telling its key: by a hash of the API's address and the account key. */
export function accountFingerprintOf({ baseUrl, apiKey }: Pick<Connection, "baseUrl" | "apiKey">): string {
  return shortHash(`${baseUrl.origin}\n${apiKey}`, DIGITS);
}
