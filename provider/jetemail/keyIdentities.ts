import { shortHash } from "../values/shortHash";

/**
 * What a key is recognised by: its uuid, which it keeps for life, and its token, which may change. A server of the older
 * version tells no uuid, and a key whose uuid is not known yet has an id that is made of its token.
 */

const PROVISIONAL = "fingerprint-";

/** The first 16 hex digits of the token's SHA-256: names a token without telling it. */
export function fingerprintOf(token: string): string {
  return shortHash(token, 16);
}

/** The id of a key whose uuid is not known: the list could not be read yet, or the server is of the older version. */
export function provisionalId(token: string): string {
  return PROVISIONAL + fingerprintOf(token);
}

export function isProvisional(id: string): boolean {
  return id.startsWith(PROVISIONAL);
}

/** Every name of a key. No secret: others may read them. */
export function identitiesOf({
  uuid,
  token,
}: {
  readonly uuid?: string | undefined;
  readonly token: string;
}): string[] {
  return [...new Set([...(uuid === undefined ? [] : [uuid]), provisionalId(token)])];
}
