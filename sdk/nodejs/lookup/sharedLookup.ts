import * as pulumi from "@pulumi/pulumi";
import type { KeyLookup } from "./keyLookup";

let shared: KeyLookup | undefined;

/** The look-ups of this program. Loaded at the first one: most programs make none, and should not wait for undici. */
export function sharedLookup(): KeyLookup {
  if (!shared) {
    const { KeyLookup } = require("./keyLookup") as typeof import("./keyLookup");
    shared = new KeyLookup((key) => pulumi.runtime.getConfig(key), process.env);
  }
  return shared;
}

/** A look-up that follows a resource of this program must not be answered with what was there before it. */
export function invalidateAfter(resource: pulumi.CustomResource): void {
  if (!pulumi.runtime.isDryRun()) {
    resource.id.apply(() => shared?.invalidate());
  }
}
