import { printable } from "../errors/printable";
import type { Key } from "../jetemail/key";
import { provisionalId } from "../jetemail/keyIdentities";
import { NEW } from "./model";

/**
 * Says what a user can do about unmanaged keys whose name is to be used. The provider cannot see why there is one: Pulumi
 * neither says that a resource is being replaced on request, nor compares a resource that was renamed, moved or not
 * targeted.
 */
export type ConflictAdvice = (keys: readonly Key[]) => string;

const MOVED =
  "If the resource was renamed or moved into a component, give it `aliases`. With `--target`, add the resource that owns the key.";

export const adviseAdopt: ConflictAdvice = (keys) =>
  [
    MOVED,
    `If it is being replaced (\`--replace\`, \`pulumi state taint\`), add \`--refresh\`, which finds out whose key it is, or change \`rotationTrigger\` for a new token alone.`,
    `If an interrupted update left ${keys.length === 1 ? "the key" : "one of the keys"} and no other stack has it, ${keys.map((key) => `\`adopt: "${idOf(key)}"\``).join(" or ")} adopts it.`,
    `\`adopt: "${NEW}"\` creates another key with that name.`,
  ].join(" ");

/** A pair has no `adopt`: which of its keys would be current? */
export const adviseRename: ConflictAdvice = (keys) =>
  [
    MOVED,
    "If it is being replaced (`--replace`, `pulumi state taint`), add `--refresh`, which finds out whose keys they are, or change `rotationTrigger` with `revokePrevious: true` for new tokens alone.",
    "Otherwise give the pair another `name`.",
    `If an interrupted update left ${keys.map((key) => `"${idOf(key)}"`).join(" and ")}, and no other stack has ${keys.length === 1 ? "it" : "them"}, adopt ${keys.length === 1 ? "it" : "each"} with a \`TransactionalKey\`, which can then be removed.`,
  ].join(" ");

/** The id that a resource has, or would have, which owns this key. */
export function idOf({ uuid, token }: Key): string {
  return uuid === undefined ? provisionalId(token) : printable(uuid);
}
