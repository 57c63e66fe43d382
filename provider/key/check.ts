import { type ArgumentProblem, parseArguments } from "../values/parseArguments";
import { UNKNOWN } from "../values/unknown";
import { NEW } from "./conflictAdvice";
import { DEFAULTS, sameValue } from "./model";
import { rotatedAtOf } from "./rotationPolicy";
import type { ArgumentSchemas } from "./schema";

export interface Checked {
  readonly inputs: Record<string, unknown>;
  readonly failures: ArgumentProblem[];
}

/**
 * Checks the arguments and brings each to its one spelling. What has its default is left out, unless the last inputs
 * held something else: then the default is spelled out, so that a preview shows `quota: 500 => 0`. For an adoption all
 * that is declared stays, since only that may be changed.
 */
export function check(schemas: ArgumentSchemas, olds: Record<string, unknown>, news: Record<string, unknown>): Checked {
  const { values, problems } = parseArguments(schemas, news);
  if (problems.length > 0) {
    return { inputs: news, failures: problems };
  }
  const isAdoption = isCreation(olds) && values.adopt !== undefined && values.adopt !== NEW;
  const inputs: Record<string, unknown> = { ...values, rotatedAt: rotatedAtOf(olds, values) };
  for (const [name, normal] of Object.entries(DEFAULTS)) {
    const before = olds[name] ?? normal;
    if (!isAdoption && sameValue(values[name] ?? normal, normal)) {
      if (sameValue(before, normal) || before === UNKNOWN) {
        delete inputs[name];
      } else {
        inputs[name] = normal;
      }
    }
  }
  return { inputs, failures: [] };
}

/** Pulumi hands no old inputs where it is going to create the resource, a replacement included. */
export function isCreation(olds: Record<string, unknown>): boolean {
  return Object.keys(olds).length === 0;
}
