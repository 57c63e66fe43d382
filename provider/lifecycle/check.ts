import { type ArgumentProblem, parseArguments } from "../arguments/parseArguments";
import type { ArgumentName } from "../arguments/schema";
import { UNKNOWN } from "../arguments/unknown";
import { DEFAULTS, sameValue } from "./declared";

export interface Checked {
  readonly inputs: Record<string, unknown>;
  readonly failures: ArgumentProblem[];
}

/**
 * Checks the arguments and brings each to its one spelling. What has its default is left out, unless the last inputs
 * held something else: then the default is spelled out, so that a preview shows `quota: 500 => 0`.
 */
export function check(olds: Record<string, unknown>, news: Record<string, unknown>): Checked {
  const { values, problems } = parseArguments(news);
  const inputs: Record<string, unknown> = { ...values };
  for (const [name, normal] of Object.entries(DEFAULTS)) {
    const value = values[name as ArgumentName] ?? normal;
    const before = olds[name] ?? normal;
    if (sameValue(value, normal)) {
      if (sameValue(before, normal) || before === UNKNOWN) {
        delete inputs[name];
      } else {
        inputs[name] = normal;
      }
    }
  }
  return { inputs: problems.length === 0 ? inputs : news, failures: problems };
}
