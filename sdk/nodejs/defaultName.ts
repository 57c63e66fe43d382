import * as pulumi from "@pulumi/pulumi";
import { defaultName } from "../../provider/values/defaultName";

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
