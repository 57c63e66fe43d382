import { printable } from "../errors/printable";
import type { Key } from "../jetemail/key";
import { NEW } from "./model";
import { provisionalId } from "./outputs";

/** Says what a user can do about unmanaged keys whose name is to be used. */
export type ConflictAdvice = (keys: readonly Key[]) => string;

export const adviseAdopt: ConflictAdvice = (keys) =>
  `To adopt ${keys.length === 1 ? "it" : "one of them"}, add ${keys.map((key) => `\`adopt: "${idOf(key)}"\``).join(" or ")}; to create another key with that name, add \`adopt: "${NEW}"\`.`;

/** A pair has no `adopt`: which of its keys would be current? */
export const adviseRename: ConflictAdvice = (keys) =>
  `A pair cannot adopt keys: rename the pair, or delete ${keys.map((key) => `"${idOf(key)}"`).join(" and ")} in JetEmail's dashboard if nobody needs ${keys.length === 1 ? "it" : "them"}.`;

/** The id that a resource has, or would have, which owns this key. */
export function idOf({ uuid, token }: Key): string {
  return uuid === undefined ? provisionalId(token) : printable(uuid);
}
