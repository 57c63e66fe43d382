import { type Checked, check } from "../../provider/key/check";
import { keyArguments } from "../../provider/key/schema";

/** The resource of a test, as the SDK identifies it. */
export const RESOURCE = "0123456789ab";

/** The same, as the owner of its keys. */
export const CLAIMANT = { resource: RESOURCE, owner: "the resource of the test" };

/** Checks a key's arguments. */
export function checkKey(olds: Record<string, unknown>, news: Record<string, unknown>): Checked {
  return check(keyArguments, olds, news);
}
