import * as pulumi from "@pulumi/pulumi";
import type { KeyArgs } from "./keyArguments";

export function warnOfUselessDomains(key: pulumi.Resource, { allowAllDomains, approvedDomains }: KeyArgs): void {
  pulumi.all([allowAllDomains, approvedDomains]).apply(([all, domains]) => {
    if (all === true && Array.isArray(domains) && domains.length > 0) {
      pulumi.log
        .warn("allowAllDomains is true, so approvedDomains restricts nothing: leave one of them out.", key)
        .catch(() => {});
    }
  });
}
