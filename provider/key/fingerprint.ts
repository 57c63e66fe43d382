import { shortHash } from "../values/shortHash";

/** The first 16 hex digits of the token's SHA-256: names a token without telling it. */
export function fingerprintOf(token: string): string {
  return shortHash(token, 16);
}
