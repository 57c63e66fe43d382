import * as pulumi from "@pulumi/pulumi";
import type { LookUps } from "./keyLookup";

let shared: LookUps | undefined;

/** Loaded at the first look-up: most programs make none, and should not wait for an HTTP client to load. */
export function lookUps(): LookUps {
  if (!shared) {
    const { LookUps } = require("./keyLookup") as typeof import("./keyLookup");
    shared = new LookUps((key) => pulumi.runtime.getConfig(key), process.env);
  }
  return shared;
}

/** A look-up that follows a resource of this program must not be answered with what was there before it. */
export function forgetAfter(resource: pulumi.CustomResource): void {
  if (!pulumi.runtime.isDryRun()) {
    resource.id.apply(() => shared?.forget());
  }
}
