import * as pulumi from "@pulumi/pulumi";
import { shortHash } from "../../provider/values/shortHash";

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

/** What a program declares about the name of a resource. */
interface Naming {
  readonly name?: pulumi.Input<string>;
  readonly adopt?: pulumi.Input<string>;
}

/** The given name, or the default if it is, or resolves to, `undefined`. A key that is adopted keeps its own by default. */
export function nameOrDefault(
  { name, adopt }: Naming,
  logicalName: string,
  maxLength: number,
): pulumi.Input<string | undefined> {
  const byDefault = () => defaultName(pulumi.getProject(), pulumi.getStack(), logicalName, maxLength);
  const resolve = (given: string | undefined | null, uuid: string | undefined | null) =>
    given ?? (uuid && uuid !== "new" ? undefined : byDefault());
  return [name, adopt].some((value) => typeof value === "object" && value !== null)
    ? pulumi.all([name, adopt]).apply(([given, uuid]) => resolve(given, uuid))
    : resolve(name as string | undefined, adopt as string | undefined);
}
