import * as pulumi from "@pulumi/pulumi";

/**
 * The names of the arguments that the program declares secret. Pulumi does not tell a dynamic provider, which must not print
 * them.
 * @returns `undefined` if there are none for certain, so that most resources carry nothing.
 */
export function secretArguments(args: object): pulumi.Output<string[] | undefined> | undefined {
  const candidates = Object.entries(args).filter(([, value]) => containsOutput(value));
  if (candidates.length === 0) {
    return undefined;
  }
  const secrecy = candidates.map(async ([name, value]) =>
    (await pulumi.isSecret(pulumi.output(value))) ? [name] : [],
  );
  return pulumi.output(Promise.all(secrecy)).apply((names) => {
    const secret = names.flat();
    return secret.length > 0 ? secret : undefined;
  });
}

function containsOutput(value: unknown): boolean {
  if (pulumi.Output.isInstance(value)) {
    return true;
  }
  return typeof value === "object" && value !== null && Object.values(value).some(containsOutput);
}
