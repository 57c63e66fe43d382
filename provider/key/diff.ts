import { type Arguments, differences, type LocalArguments, type Outputs, type Settings, withDefaults } from "./model";
import { dueNotes } from "./rotationNotes";
import { isTriggered, type RotationState, rotationDue } from "./rotationPolicy";

export interface Difference {
  readonly changes: boolean;
  /** The arguments that cannot be changed in place. */
  readonly replaces: string[];
  /** What the user has to be told: changes that no argument shows. */
  readonly notes: readonly string[];
}

/**
 * Whether an update or a replacement is needed. Only moving to another account replaces; `adopt` is for creation.
 * @param now decides whether a rotation by age is due.
 * @param replaceOnChanges paths of what shall replace as well, from the resource option of that name.
 */
export function diff(
  olds: Outputs,
  news: Arguments,
  now: string,
  replaceOnChanges: readonly string[] = [],
): Difference {
  const changed = changedArguments(olds, news, now);
  return {
    changes: changed.length > 0,
    replaces: replacing(changed, replaceOnChanges),
    notes: dueNotes(olds, news, now),
  };
}

/** The changed arguments that replace. */
export function replacing(changed: readonly string[], replaceOnChanges: readonly string[]): string[] {
  const names = [...replaceOnChanges.map(argumentOf), "account"];
  return changed.filter((name) => names.includes(name) || names.includes("*"));
}

type Comparable = Settings & LocalArguments & RotationState;

/** The arguments whose change needs an update, with `rotatedAt` for a rotation by age. */
export function changedArguments(olds: Comparable, news: Arguments, now: string): string[] {
  return [
    ...differences(olds, withDefaults(news, olds)),
    ...(["rotateAfterDays", "account"] as const).filter((name) => olds[name] !== news[name]),
    ...(isTriggered(olds.rotationTrigger, news.rotationTrigger) ? ["rotationTrigger"] : []),
    ...(typeof rotationDue(olds, news, now) === "string" ? ["rotatedAt"] : []),
  ];
}

/** The argument that a property path begins with, such as `approvedDomains` of `approvedDomains[0]`. */
function argumentOf(path: string): string {
  return /^(?:\["(\w+)"\]|(\w+))/.exec(path)?.slice(1).find(Boolean) ?? path;
}
