import { closest, distance } from "fastest-levenshtein";

/** Longer names are compared by their beginning. */
const COMPARED = 64;

/** What follows the complaint about a name that does not exist: the nearest one, where the name may be a typo of it. */
export function suggestion(name: string, names: readonly string[]): string {
  const given = name.slice(0, COMPARED);
  const nearest = closest(given, names);
  return distance(given, nearest) <= Math.max(2, nearest.length / 3) ? `; did you mean ${nearest}?` : ".";
}
