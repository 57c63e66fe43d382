import { withCode } from "../errors/code";
import { printable } from "../errors/printable";
import type { ArgumentProblem } from "../values/parseArguments";
import type { Values } from "./values";

/**
 * What is wrong with a trigger whose changes do not arrive: Pulumi passes a value that is not JSON as `{}`. What the last
 * inputs had as well is left alone.
 */
export function triggerProblems(trigger: unknown, before: unknown): ArgumentProblem[] {
  return emptyObjects(trigger, before, "rotationTrigger").map((path) => ({
    // Pulumi prints the value of what a property's name finds; it does not look up the quoted form.
    property: '["rotationTrigger"]',
    reason: withCode(
      `${printable(path)} is an empty object, as which Pulumi passes a date, a map or a URL: no change of it would rotate. Give a string, such as the date in ISO 8601`,
      121,
    ),
  }));
}

/** The paths of the empty objects in a value, but for those that `before` has in the same places. */
function emptyObjects(value: unknown, before: unknown, path: string): string[] {
  if (typeof value !== "object" || value === null) {
    return [];
  }
  if (isEmptyObject(value)) {
    return isEmptyObject(before) ? [] : [path];
  }
  const isList = Array.isArray(value);
  return Object.entries(value).flatMap(([name, item]) =>
    emptyObjects(item, (before as Values | null | undefined)?.[name], isList ? `${path}[${name}]` : `${path}.${name}`),
  );
}

function isEmptyObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value) && Object.keys(value).length === 0;
}
