import type { LocalArguments, Settings } from "./model";

/**
 * When a token is rotated: when a trigger is given that differs from the last one, or when a period is over and the key is to
 * be on, since JetEmail may refuse to rotate one that is off. An update decides by the outputs, which say what was done: so an
 * update that was interrupted decides the same again, and one that was completed does not.
 */

export interface RotationState extends Pick<LocalArguments, "rotationTrigger" | "rotateAfterDays"> {
  readonly rotatedAt: string;
  readonly rotationDueAt?: string;
}

export type RotationArguments = Pick<LocalArguments, "rotationTrigger" | "rotateAfterDays"> &
  Partial<Pick<Settings, "enabled">>;

const DAY = 24 * 60 * 60 * 1000;

/** Since when the token is due for a rotation, or `true` for a trigger that changed; `false` if it is not due. */
export function rotationDue(before: RotationState, after: RotationArguments, now: string): string | boolean {
  if (isTriggered(before.rotationTrigger, after.rotationTrigger)) {
    return true;
  }
  const dueAt = before.rotationDueAt;
  const isSamePeriod = after.rotateAfterDays !== undefined && after.rotateAfterDays === before.rotateAfterDays;
  const isOver = isSamePeriod && dueAt !== undefined && Date.parse(now) >= Date.parse(dueAt);
  return isOver && after.enabled !== false ? dueAt : false;
}

/** Removing a trigger does not rotate, and neither does `"1"` in place of `1`: configuration turns one into the other. */
export function isTriggered(before: unknown, after: unknown): boolean {
  return after !== undefined && after !== null && comparable(after) !== comparable(before);
}

/** When a token that was issued, or a period that was given, at some instant is due: as an output. */
export function dueAfter(days: number | undefined, since: string): { rotationDueAt?: string } {
  return days === undefined ? {} : { rotationDueAt: new Date(Date.parse(since) + days * DAY).toISOString() };
}

/** A text that is equal for values which are equal by content, whatever the order of their properties. */
function comparable(value: unknown): string {
  if (Array.isArray(value)) {
    return `[${value.map(comparable).join(",")}]`;
  }
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${entries.map(([name, item]) => `${JSON.stringify(name)}:${comparable(item)}`).join(",")}}`;
  }
  return JSON.stringify(String(value));
}
