import { shortHash } from "./shortHash";

const HASH_DIGITS = 8;

/**
 * `<project>-<stack>-<logical name>` as a name that JetEmail accepts. Names that differ stay different: a hash follows where
 * a character was replaced, where the name was cut, and where hyphens leave open which part is the project's and which the
 * stack's.
 */
export function defaultName(project: string, stack: string, logicalName: string, maxLength: number): string {
  const whole = `${project}-${stack}-${logicalName}`;
  const legal = whole.replace(/[^A-Za-z0-9_ -]/g, "-");
  const isAmbiguous = project.includes("-") || stack.includes("-");
  if (legal === whole && legal.length <= maxLength && !isAmbiguous) {
    return legal;
  }
  const hash = shortHash(JSON.stringify([project, stack, logicalName]), HASH_DIGITS);
  return `${legal.slice(0, maxLength - HASH_DIGITS - 1)}-${hash}`;
}
