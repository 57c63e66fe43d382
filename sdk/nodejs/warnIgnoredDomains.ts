import * as pulumi from "@pulumi/pulumi";
import { withCode } from "../../provider/errors/code";
import type { KeyArgs } from "./keyArguments";

/** Warns where `approvedDomains` has no effect. */
export function warnIgnoredDomains(resource: pulumi.Resource, { allowAllDomains, approvedDomains }: KeyArgs): void {
  pulumi.all([allowAllDomains, approvedDomains]).apply(([all, domains]) => {
    if (all === true && Array.isArray(domains) && domains.length > 0) {
      pulumi.log
        .warn(
          withCode("allowAllDomains is true, so approvedDomains has no effect. Remove one of the two.", 116),
          resource,
        )
        .catch(() => {});
    }
  });
}
