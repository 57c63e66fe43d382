import { printable } from "../errors/printable";
import type { ArgumentProblem } from "../values/parseArguments";

/**
 * Replaces what the program declares secret.
 * @param values the arguments, as given or as checked.
 */
export function redact(text: string, values: object, secretNames: readonly string[]): string {
  const secrets = Object.entries(values)
    .filter(([name]) => secretNames.includes(name))
    .flatMap(([, value]) => textsIn(value))
    .sort((a, b) => b.length - a.length);
  const whole = secrets.reduce((redacted, secret) => redacted.replace(occurrencesOf(secret), "[secret]"), text);
  return secrets.reduce(redactCut, whole);
}

/** Pulumi prints the whole value of what a property's name finds; it does not look up the quoted form. */
export function redactedProblems(
  problems: readonly ArgumentProblem[],
  values: object,
  secretNames: readonly string[],
): ArgumentProblem[] {
  const isSecret = (property: string) => secretNames.some((name) => property.startsWith(name));
  return problems.map(({ property, reason }) => ({
    property: isSecret(property) ? `["${property}"]` : property,
    reason: redact(reason, values, secretNames),
  }));
}

/** A long text is cut where it is made printable, perhaps within a secret. */
function redactCut(text: string, secret: string): string {
  const parts = text.split("…");
  const beginnings = Array.from({ length: secret.length }, (_, index) => secret.slice(0, secret.length - index));
  const withoutCut = (part: string) => {
    const cut = beginnings.find((each) => part.endsWith(each) && !/[\w-]$/.test(part.slice(0, -each.length)));
    return cut === undefined ? part : `${part.slice(0, -cut.length)}[secret]`;
  };
  return parts.map((part, index) => (index < parts.length - 1 ? withoutCut(part) : part)).join("…");
}

function textsIn(value: unknown): string[] {
  if (typeof value === "object" && value !== null) {
    return Object.values(value).flatMap(textsIn);
  }
  const text = String(value ?? "");
  return [...new Set([text, printable(text).replace(/…$/, "")])].filter(Boolean);
}

/** Nothing inside a longer word: a quota of 5 is not the 5 of a code. The keys of a pair have its name and a suffix. */
function occurrencesOf(secret: string): RegExp {
  const literal = secret.replace(/[.*+?^${}()|[\]\\/-]/g, "\\$&");
  return new RegExp(`(?<![\\w-])${literal}(?!\\w)`, "g");
}
