import { isDeepStrictEqual } from "node:util";
import { type Arguments, differences, withDefaults } from "./model";
import type { Outputs } from "./outputs";
import { isRotationDue } from "./rotationPolicy";

export interface Difference {
  readonly changes: boolean;
  /** The arguments that cannot be changed in place. */
  readonly replaces: string[];
}

/**
 * Whether an update or a replacement is needed. Only moving to another account replaces; `adopt` is for creation.
 * @param replaceOnChanges paths of what shall replace as well, from the resource option of that name.
 */
export function diff(olds: Outputs, news: Arguments, replaceOnChanges: readonly string[] = []): Difference {
  const changed = [
    ...differences(olds, withDefaults(news)),
    ...(["rotationTrigger", "rotateAfterDays", "account"] as const).filter(
      (name) => !isDeepStrictEqual(olds[name], news[name]),
    ),
    ...(isRotationDue(olds, news) ? ["rotatedAt"] : []),
  ];
  const wanted = [...replaceOnChanges.map(argumentOf), "account"];
  const replaces = changed.filter((name) => wanted.includes(name) || wanted.includes("*"));
  return { changes: changed.length > 0, replaces };
}

/** The argument that a property path begins with, such as `approvedDomains` of `approvedDomains[0]`. */
function argumentOf(path: string): string {
  return /^(?:\["(\w+)"\]|(\w+))/.exec(path)?.slice(1).find(Boolean) ?? path;
}
