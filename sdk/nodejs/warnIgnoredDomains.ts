import * as pulumi from "@pulumi/pulumi";
import { ignoredDomainsWarning } from "../../provider/key/ignoredDomains";
import type { KeyArgs } from "./keyArguments";

/** Warns where `approvedDomains` has no effect. */
export function warnIgnoredDomains(resource: pulumi.Resource, { allowAllDomains, approvedDomains }: KeyArgs): void {
  pulumi.all([allowAllDomains, approvedDomains]).apply(([all, domains]) => {
    const warning = ignoredDomainsWarning(all, domains);
    if (warning !== undefined) {
      pulumi.log.warn(warning, resource).catch(() => {});
    }
  });
}
