import { isDeepStrictEqual } from "node:util";
import { type Arguments, differences, type LocalArguments, type Outputs, type Settings, withDefaults } from "./model";
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
  const changed = changedArguments(olds, news);
  const replacing = [...replaceOnChanges.map(argumentOf), "account"];
  const replaces = changed.filter((name) => replacing.includes(name) || replacing.includes("*"));
  return { changes: changed.length > 0, replaces };
}

type Comparable = Settings & LocalArguments & { readonly rotatedAt: string };

/** The arguments whose change needs an update, with `rotatedAt` for a rotation. */
export function changedArguments(olds: Comparable, news: Arguments): string[] {
  return [
    ...differences(olds, withDefaults(news)),
    ...(["rotationTrigger", "rotateAfterDays", "account"] as const).filter(
      (name) => !isDeepStrictEqual(olds[name], news[name]),
    ),
    ...(isRotationDue(olds, news) ? ["rotatedAt"] : []),
  ];
}

/** The argument that a property path begins with, such as `approvedDomains` of `approvedDomains[0]`. */
function argumentOf(path: string): string {
  return /^(?:\["(\w+)"\]|(\w+))/.exec(path)?.slice(1).find(Boolean) ?? path;
}
