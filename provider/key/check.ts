import type { ArgumentSchemas } from "../values/argumentSchemas";
import { type ArgumentProblem, parseArguments } from "../values/parseArguments";
import { UNKNOWN } from "../values/unknown";
import { DEFAULTS, NEW, sameValue } from "./model";

export type Values = Record<string, unknown>;

export interface Checked {
  readonly inputs: Values;
  readonly failures: readonly ArgumentProblem[];
}

/**
 * Checks the arguments and brings each to its canonical form. What has its default is left out, unless the last inputs
 * had something else: then the default is spelled out, so that a preview shows `quota: 500 => 0`. For an adoption all
 * that is declared stays, since only that may be changed. The result depends on the arguments alone, never on the time: a
 * saved plan holds an update to it.
 */
export function check(schemas: ArgumentSchemas, olds: Values, news: Values): Checked {
  const { values, problems } = parseArguments(schemas, news, { isNamed: !keepsName(olds, news) });
  if (problems.length > 0) {
    return { inputs: news, failures: problems };
  }
  const inputs: Values = { ...values };
  for (const [name, defaultValue] of Object.entries(DEFAULTS)) {
    const before = olds[name] ?? defaultValue;
    if (!(isCreation(olds) && isAdoption(values)) && sameValue(values[name] ?? defaultValue, defaultValue)) {
      if (sameValue(before, defaultValue) || before === UNKNOWN) {
        delete inputs[name];
      } else {
        inputs[name] = defaultValue;
      }
    }
  }
  return { inputs, failures: [] };
}

/** Pulumi passes no old inputs where it is going to create the resource, a replacement included. */
export function isCreation(olds: Values): boolean {
  return Object.keys(olds).length === 0;
}

function isAdoption({ adopt }: Values): boolean {
  return adopt !== undefined && adopt !== null && adopt !== NEW;
}

/** An adopted key keeps the name that it has, as long as the program declares neither. */
function keepsName(olds: Values, news: Values): boolean {
  return (news.name === undefined || news.name === null) && isAdoption(news) && (isCreation(olds) || isAdoption(olds));
}
