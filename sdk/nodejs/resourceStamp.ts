import * as pulumi from "@pulumi/pulumi";
import { shortHash } from "../../provider/values/shortHash";

const DIGITS = 12;

/**
 * Identifies a resource to the provider, which Pulumi does not tell the URN: by a hash of it. The same at preview and at
 * update, so that a saved plan can hold an update to it.
 */
export function resourceStamp(type: string, name: string, parent: pulumi.Resource | undefined): pulumi.Input<string> {
  return parent
    ? pulumi.createUrn(name, type, parent).apply(hash)
    : hash(`urn:pulumi:${pulumi.getStack()}::${pulumi.getProject()}::${type}::${name}`);
}

function hash(urn: string): string {
  return shortHash(urn, DIGITS);
}
