import * as pulumi from "@pulumi/pulumi";
import { withCode } from "../../provider/errors/code";
import { nameOrDefault } from "./defaultName";
import type { KeyArgs } from "./keyArguments";
import { onDeclared } from "./lookup/sharedLookup";
import { resourceStamp } from "./resourceStamp";
import { jsonTrigger } from "./rotationTrigger";
import { secretArguments } from "./secretArguments";
import { warnIgnoredDomains } from "./warnIgnoredDomains";

/**
 * What `TransactionalKey` and `TransactionalKeyPair` share. It is not a base class: Pulumi takes the caller of a class that
 * extends `CustomResource` directly for the place in the program where the resource is declared.
 */
export interface KeyResourceKind {
  /** Pulumi's type token. */
  readonly type: string;
  /** What Pulumi's provider process loads: one of `providerReference.ts`. */
  readonly provider: string;
  /** The names of the outputs, so that Pulumi makes an output of each. */
  readonly outputs: readonly string[];
  readonly secretOutputs: readonly string[];
  readonly maxNameLength: number;
  /** What to do in place of an import. */
  readonly insteadOfImport: string;
}

/**
 * The arguments for the constructor of `CustomResource`.
 * @throws if the resource option `import` is given.
 */
export function registration(
  kind: KeyResourceKind,
  name: string,
  args: KeyArgs,
  opts: pulumi.CustomResourceOptions,
): [type: string, name: string, inputs: pulumi.Inputs, opts: pulumi.CustomResourceOptions] {
  if (opts.import !== undefined) {
    throw new pulumi.ResourceError(
      withCode(`The resource option \`import\` does not work for dynamic resources. ${kind.insteadOfImport}`, 115),
      opts.parent,
    );
  }
  const inputs = {
    // A value that is undefined is not sent.
    ...Object.fromEntries(kind.outputs.map((output) => [output, undefined])),
    ...(isLookup(opts) ? args : declared(kind, name, args, opts)),
    // The engine applies the option to what a provider lists as changed, and a dynamic provider can only list what
    // replaces: so the provider has to know.
    ...(opts.replaceOnChanges?.length ? { replaceOnChanges: opts.replaceOnChanges } : {}),
    __provider: kind.provider,
  };
  return [kind.type, name, inputs, pulumi.mergeOptions(opts, { additionalSecretOutputs: [...kind.secretOutputs] })];
}

function declared(kind: KeyResourceKind, name: string, args: KeyArgs, opts: pulumi.CustomResourceOptions) {
  return {
    ...args,
    name: nameOrDefault(args, name, kind.maxNameLength),
    ...(args.rotationTrigger !== undefined && { rotationTrigger: jsonTrigger(args.rotationTrigger, opts.parent) }),
    __resource: resourceStamp(kind.type, name, opts.parent),
    __secrets: secretArguments(args),
  };
}

/** What follows the registration of a resource. */
export function onRegistered(
  resource: pulumi.CustomResource & { readonly name: pulumi.Output<string> },
  args: KeyArgs,
  opts: pulumi.CustomResourceOptions,
): void {
  if (!isLookup(opts)) {
    warnIgnoredDomains(resource, args);
    onDeclared(resource);
  }
}

function isLookup({ id }: pulumi.CustomResourceOptions): boolean {
  return id !== undefined;
}

/** Whether a value is an instance of a class, also one that another copy of this package made. */
export function hasType(value: unknown, { __pulumiType }: { readonly __pulumiType: string }): boolean {
  return (
    typeof value === "object" && value !== null && (value as { __pulumiType?: unknown }).__pulumiType === __pulumiType
  );
}
