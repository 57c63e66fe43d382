import { printable } from "../errors/printable";
import type { Key } from "../jetemail/key";
import { standInId } from "./outputs";

/** In place of a uuid in `adopt`: create a key although JetEmail has one of its name. */
export const NEW = "new";

/** Says what a user can do about keys that are there where one was to be created. */
export type Remedy = (keys: readonly Key[]) => string;

export const adoptIt: Remedy = (keys) =>
  `To take ${keys.length === 1 ? "it" : "one"} over, add ${keys.map((key) => `\`adopt: "${idOf(key)}"\``).join(" or ")}; to create another key of that name, add \`adopt: "${NEW}"\`.`;

/** A pair has no `adopt`: which of its keys would be current? */
export const makeRoom: Remedy = (keys) =>
  `A pair takes over no key: rename the pair, or delete ${keys.map((key) => `"${idOf(key)}"`).join(" and ")} in JetEmail's dashboard if nobody needs ${keys.length === 1 ? "it" : "them"}.`;

/** The id that a resource has, or would have, which holds this key. */
export function idOf({ uuid, token }: Key): string {
  return uuid === undefined ? standInId(token) : printable(uuid);
}
