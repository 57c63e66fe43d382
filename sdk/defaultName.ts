import { createHash } from "node:crypto";

const LONGEST = 64;
const DIGITS = 8;

/** `<project>-<stack>-<logical name>` as a name that JetEmail takes; a hash keeps names apart that are cut. */
export function defaultName(project: string, stack: string, logicalName: string): string {
  const whole = `${project}-${stack}-${logicalName}`;
  const legal = whole.replace(/[^A-Za-z0-9_ -]/g, "-");
  if (legal.length <= LONGEST) {
    return legal;
  }
  const hash = createHash("sha256").update(whole).digest("hex").slice(0, DIGITS);
  return `${legal.slice(0, LONGEST - DIGITS - 1)}-${hash}`;
}
