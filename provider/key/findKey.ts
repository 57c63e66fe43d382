import { JetEmailError } from "../errors/jetEmailError";
import { printable } from "../errors/printable";
import type { Key } from "../jetemail/key";
import { isProvisional, provisionalId } from "../jetemail/keyIdentities";
import type { KeyList } from "../jetemail/keyList";
import type { Outputs } from "./model";

export type Known = Partial<Pick<Outputs, "uuid" | "apiToken" | "name" | "createdAt">>;

/**
 * Finds a key in JetEmail's list: by its uuid, which survives a rotation, else by its token. Servers of the older version
 * report no uuid: there, a key whose token was rotated elsewhere is the one with the same creation time, and the same name
 * if the list shows names.
 * @throws JetEmailError where several keys match.
 */
export function findKey(list: KeyList, id: string, known: Known): Key | undefined {
  const uuid = isProvisional(id) ? known.uuid : id; // may be the provisional id itself: then it matches none
  return (
    (uuid === undefined ? undefined : list.withUuid(uuid)) ??
    (known.apiToken === undefined ? undefined : list.withToken(known.apiToken)) ??
    (isProvisional(id) ? list.keys.find((key) => provisionalId(key.token) === id) : undefined) ??
    onlyOne(
      list.keys.filter(
        (key) =>
          known.createdAt !== undefined &&
          key.createdAt === known.createdAt &&
          (key.name === undefined || key.name === known.name) &&
          (key.uuid === undefined || isProvisional(uuid ?? id)),
      ),
      known,
    )
  );
}

function onlyOne(keys: readonly Key[], { name = "" }: Known): Key | undefined {
  if (keys.length > 1) {
    throw new JetEmailError(
      704,
      `JetEmail lists ${keys.length} keys that may be "${printable(name)}", with the same creation time, and none has the token in the state: it is not known which of them is meant. Delete those that are not needed in the dashboard and run the command again.`,
    );
  }
  return keys[0];
}
