import type { Key } from "../client/key";
import { printable } from "../errors/printable";
import { standInId } from "./outputs";

/** In place of a uuid in `adopt`: create a key although JetEmail has one of its name. */
export const NEW = "new";

/** How a program takes over a key that exists. */
export function adoptLine({ uuid, token }: Key): string {
  return `\`adopt: "${uuid === undefined ? standInId(token) : printable(uuid)}"\``;
}
