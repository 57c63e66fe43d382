/** What Pulumi hands to check and diff, at preview, in the place of a value that only the update will know. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export function containsUnknown(value: unknown): boolean {
  if (typeof value === "object" && value !== null) {
    return Object.values(value).some(containsUnknown);
  }
  return value === UNKNOWN;
}
