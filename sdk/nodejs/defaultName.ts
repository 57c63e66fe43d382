import { createHash } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";

const DIGITS = 8;

/** `<project>-<stack>-<logical name>` as a name that JetEmail takes; a hash keeps names apart that are cut. */
function defaultName(project: string, stack: string, logicalName: string, longest: number): string {
  const whole = `${project}-${stack}-${logicalName}`;
  const legal = whole.replace(/[^A-Za-z0-9_ -]/g, "-");
  if (legal.length <= longest) {
    return legal;
  }
  const hash = createHash("sha256").update(whole).digest("hex").slice(0, DIGITS);
  return `${legal.slice(0, longest - DIGITS - 1)}-${hash}`;
}

/** The name given, or the default one where none is, or none in the end. */
export function nameOr(
  given: pulumi.Input<string | undefined>,
  logicalName: string,
  longest: number,
): pulumi.Input<string> {
  const normal = () => defaultName(pulumi.getProject(), pulumi.getStack(), logicalName, longest);
  return given === undefined || given === null ? normal() : pulumi.output(given).apply((name) => name ?? normal());
}
