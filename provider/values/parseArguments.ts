import type { z } from "zod";
import { withCode } from "../errors/code";
import { printable } from "../errors/printable";
import type { ArgumentSchemas } from "./argumentSchemas";
import { suggestion } from "./suggestion";
import { UNKNOWN } from "./unknown";

export interface ArgumentProblem {
  /** The path of what is wrong, for example `approvedDomains[3]`. */
  readonly property: string;
  /** The value, what it must be, and the remedy. */
  readonly reason: string;
}

export interface ParsedArguments {
  /** The given arguments, each in its canonical form; those not known yet are left as they are. */
  readonly values: Record<string, unknown>;
  readonly problems: ArgumentProblem[];
}

/**
 * Checks all arguments and reports every problem, not just the first. `null` counts as not given.
 * @param isNamed whether a name has to be given; all other arguments have a default.
 */
export function parseArguments(
  schemas: ArgumentSchemas,
  given: Record<string, unknown>,
  { isNamed = true }: { isNamed?: boolean } = {},
): ParsedArguments {
  const values: Record<string, unknown> = {};
  const problems: ArgumentProblem[] = [];
  for (const [argument, value] of Object.entries({ ...given, ...(isNamed && { name: given.name ?? "" }) })) {
    const schema = Object.hasOwn(schemas, argument) ? schemas[argument] : undefined;
    if (!schema) {
      problems.push(unknownArgument(argument, Object.keys(schemas)));
    } else if (value === UNKNOWN) {
      values[argument] = value;
    } else if (argument === "name" ? isCredential(value) : isLikeCredential(value)) {
      problems.push(credential(argument));
    } else if (value !== undefined && value !== null) {
      const result = schema.safeParse(value);
      if (result.success) {
        values[argument] = result.data;
      } else {
        problems.push(...problemsOf(argument, value, result.error.issues));
      }
    }
  }
  return { values, problems };
}

/** By its beginning alone: a part of a credential helps to guess the rest. */
function isLikeCredential(value: unknown): boolean {
  return typeof value === "object" && value !== null
    ? Object.values(value).some(isLikeCredential)
    : typeof value === "string" && /^\s*(api|transactional)_/i.test(value);
}

/** A name may begin like a credential: that of a project, which is part of default names, often is `api_…`. */
function isCredential(value: unknown): boolean {
  return typeof value === "string" && /^\s*(api|transactional)_[a-z0-9]{16,}/i.test(value);
}

function credential(argument: string): ArgumentProblem {
  return {
    property: `["${printable(argument)}"]`,
    reason: withCode(
      `the value of ${argument} begins like a JetEmail credential (api_…, transactional_…), which would be stored in clear in the state. Account keys belong in the configuration; choose another value`,
      118,
    ),
  };
}

function problemsOf(argument: string, whole: unknown, issues: readonly z.core.$ZodIssue[]): ArgumentProblem[] {
  const problems = issues.map(({ code, maximum, path, message }: z.core.$ZodIssue & { maximum?: unknown }) => {
    // The path of a list that is too long is that of the first item too many.
    const place = code === "too_big" && Array.isArray(whole) && path.length === 0 ? [Number(maximum)] : path;
    const value = path.reduce<unknown>((list, index) => (list as unknown[])[Number(index)], whole);
    const property = place.length > 0 ? `${argument}[${place.map(String).join("][")}]` : printableName(argument, value);
    return { property, reason: `${described(value)} ${message}` };
  });
  // A value can break two rules that share one message.
  return [...new Map(problems.map((problem) => [problem.property, problem])).values()];
}

/**
 * The name of an argument in a failure. Pulumi prints the whole value of what the name finds, secrets in clear; it does
 * not look up the quoted form of the same path, so that is given where the value should not be printed.
 */
function printableName(name: string, value: unknown): string {
  const isPrintable = typeof value === "string" ? printable(value) === value : typeof value !== "object";
  return isPrintable ? name : `["${printable(name)}"]`;
}

function unknownArgument(name: string, names: string[]): ArgumentProblem {
  return {
    // Its value can be anything, an account key among others.
    property: `["${printable(name)}"]`,
    reason: withCode(`no such argument${suggestion(name, names)} The arguments are ${names.join(", ")}`, 111),
  };
}

function described(value: unknown): string {
  if (typeof value === "string") {
    return `"${printable(value)}"`;
  }
  if (Array.isArray(value)) {
    return `a list of ${value.length}`;
  }
  return typeof value === "object" && value !== null ? "an object" : String(value);
}
