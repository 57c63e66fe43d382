import type { Key } from "../jetemail/key";
import { fingerprintOf, isProvisional, provisionalId } from "../jetemail/keyIdentities";
import type { KeyList } from "../jetemail/keyList";
import type { Outputs } from "./model";

export type Known = Partial<Pick<Outputs, "uuid" | "apiToken" | "__replacedTokens">>;

/**
 * Finds a key in JetEmail's list: by its uuid, which survives a rotation, else by its token, or by one that it had before.
 * Servers of the older version report no uuid: there, the token is the only identity.
 */
export function findKey(list: KeyList, id: string, known: Known): Key | undefined {
  const uuid = uuidOf(id, known);
  return (
    (uuid === undefined ? undefined : list.withUuid(uuid)) ??
    (known.apiToken === undefined ? undefined : list.withToken(known.apiToken)) ??
    withFormerToken(list, id, known)
  );
}

/** The uuid of a key that has or had one listed. */
export function uuidOf(id: string, { uuid = id }: Known): string | undefined {
  return [id, uuid].find((each) => !isProvisional(each));
}

function withFormerToken(list: KeyList, id: string, { apiToken, __replacedTokens = [] }: Known): Key | undefined {
  if (apiToken === undefined) {
    return isProvisional(id) ? list.keys.find(({ token }) => provisionalId(token) === id) : undefined;
  }
  const isFormer = ({ token }: Key) => __replacedTokens.includes(fingerprintOf(token));
  return __replacedTokens.length > 0 ? list.keys.find(isFormer) : undefined;
}
