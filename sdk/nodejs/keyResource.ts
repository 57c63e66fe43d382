import * as pulumi from "@pulumi/pulumi";
import { nameOrDefault } from "./defaultName";
import type { KeyArgs } from "./keyArguments";
import { invalidateAfter } from "./lookup/sharedLookup";
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
}

/** The arguments for the constructor of `CustomResource`. */
export function registration(
  kind: KeyResourceKind,
  name: string,
  args: KeyArgs,
  opts: pulumi.CustomResourceOptions,
): [type: string, name: string, inputs: pulumi.Inputs, opts: pulumi.CustomResourceOptions] {
  const inputs = {
    // A value that is undefined is not sent.
    ...Object.fromEntries(kind.outputs.map((output) => [output, undefined])),
    ...(isLookup(opts) ? args : { ...args, name: nameOrDefault(args.name, name, kind.maxNameLength) }),
    // The engine applies the option to what a provider lists as changed, and a dynamic provider can only list what
    // replaces: so the provider has to know.
    ...(opts.replaceOnChanges?.length ? { replaceOnChanges: opts.replaceOnChanges } : {}),
    __provider: kind.provider,
  };
  return [kind.type, name, inputs, pulumi.mergeOptions(opts, { additionalSecretOutputs: [...kind.secretOutputs] })];
}

/** What follows the registration of a resource. */
export function onRegistered(resource: pulumi.CustomResource, args: KeyArgs, opts: pulumi.CustomResourceOptions): void {
  if (!isLookup(opts)) {
    warnIgnoredDomains(resource, args);
    invalidateAfter(resource);
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
