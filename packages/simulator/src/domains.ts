import type { SimulatedDomain } from "./options";

/** The body of the call for domains, whose list has no documented name. All DNS records of a domain share its state. */
export function renderDomains(domains: readonly SimulatedDomain[]): Record<string, unknown> {
  return {
    success: true,
    domains: domains.map(({ domain, verified }, index) => ({
      uuid: `00000000-0000-4000-8000-${String(index).padStart(12, "0")}`,
      domain,
      status: verified ? "verified" : "pending",
      dns: { spf: { verified }, dkim: { verified }, dmarc: { verified }, tracking: { verified } },
    })),
  };
}
