import { createHash } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";

const HASH_DIGITS = 8;

/** `<project>-<stack>-<logical name>` as a name that JetEmail accepts; a hash keeps names apart that are cut. */
function defaultName(project: string, stack: string, logicalName: string, maxLength: number): string {
  const whole = `${project}-${stack}-${logicalName}`;
  const legal = whole.replace(/[^A-Za-z0-9_ -]/g, "-");
  if (legal.length <= maxLength) {
    return legal;
  }
  const hash = createHash("sha256").update(whole).digest("hex").slice(0, HASH_DIGITS);
  return `${legal.slice(0, maxLength - HASH_DIGITS - 1)}-${hash}`;
}

/** The given name, or the default if it is, or resolves to, `undefined`. */
export function nameOrDefault(
  given: pulumi.Input<string | undefined>,
  logicalName: string,
  maxLength: number,
): pulumi.Input<string> {
  const byDefault = () => defaultName(pulumi.getProject(), pulumi.getStack(), logicalName, maxLength);
  return given === undefined || given === null
    ? byDefault()
    : pulumi.output(given).apply((name) => name ?? byDefault());
}
