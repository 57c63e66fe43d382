import { JetEmailError } from "../errors/jetEmailError";
import { printable } from "../errors/printable";
import type { Key } from "../jetemail/key";
import { indexOf } from "../jetemail/keyIndex";
import type { Outputs } from "./model";
import { isProvisional, provisionalId } from "./outputs";

export type Known = Partial<Pick<Outputs, "uuid" | "apiToken" | "name" | "createdAt">>;

/**
 * Finds a key in JetEmail's list: by its uuid, which survives a rotation, else by its token. Servers of the older version
 * report no uuid: there, a key whose token was rotated elsewhere is the one with the same name and creation time.
 * @throws JetEmailError where several keys match.
 */
export function findKey(list: readonly Key[], id: string, known: Known): Key | undefined {
  const { byUuid, byToken, byName } = indexOf(list);
  const uuid = isProvisional(id) ? known.uuid : id; // may be the provisional id itself: then it matches none
  return (
    (uuid === undefined ? undefined : byUuid.get(uuid)) ??
    (known.apiToken === undefined ? undefined : byToken.get(known.apiToken)) ??
    (isProvisional(id) ? list.find((key) => provisionalId(key.token) === id) : undefined) ??
    onlyOne(
      (byName.get(known.name ?? "") ?? []).filter(
        (key) => (key.uuid === undefined || isProvisional(uuid ?? id)) && wasCreatedAt(key, known.createdAt),
      ),
    )
  );
}

function wasCreatedAt(key: Key, createdAt: string | undefined): boolean {
  return createdAt !== undefined && key.createdAt === createdAt;
}

function onlyOne(keys: Key[]): Key | undefined {
  if (keys.length > 1) {
    throw new JetEmailError(
      704,
      `JetEmail lists ${keys.length} keys named "${printable(keys[0]?.name ?? "")}" with the same creation time, and none has the token in the state: it is not known which of them is meant. Delete those that are not needed in the dashboard and run the command again.`,
    );
  }
  return keys[0];
}
