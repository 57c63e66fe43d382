import { JetEmailError } from "../errors/jetEmailError";
import { printable } from "../errors/printable";
import type { Key } from "../jetemail/key";
import { indexOf } from "../jetemail/keyIndex";
import { isStandIn, type Outputs, standInId } from "./outputs";

export type Known = Partial<Pick<Outputs, "uuid" | "apiToken" | "name" | "createdAt">>;

/**
 * Finds a key in JetEmail's list: by its uuid, which outlives a rotation, else by its token. Servers of the older
 * version tell no uuid: there a key whose token was rotated elsewhere is the one of the same name and instant of
 * creation.
 * @throws JetEmailError where several keys could be meant.
 */
export function findKey(list: readonly Key[], id: string, known: Known): Key | undefined {
  const { byUuid, byToken, byName } = indexOf(list);
  const uuid = isStandIn(id) ? known.uuid : id; // which may be the stand-in itself: then it matches none
  return (
    (uuid === undefined ? undefined : byUuid.get(uuid)) ??
    (known.apiToken === undefined ? undefined : byToken.get(known.apiToken)) ??
    (isStandIn(id) ? list.find((key) => standInId(key.token) === id) : undefined) ??
    onlyOne(
      (byName.get(known.name ?? "") ?? []).filter(
        (key) => (key.uuid === undefined || isStandIn(uuid ?? id)) && wasBornAs(key, known),
      ),
    )
  );
}

function wasBornAs(key: Key, { createdAt }: Known): boolean {
  return createdAt !== undefined && key.createdAt === createdAt;
}

function onlyOne(keys: Key[]): Key | undefined {
  if (keys.length > 1) {
    throw new JetEmailError(
      `JetEmail lists ${keys.length} keys named "${printable(keys[0]?.name ?? "")}" that were created at the same instant, and none has the token in the state: it cannot be told which one is meant. Delete those that are not needed in the dashboard and run the command again.`,
    );
  }
  return keys[0];
}
