import { isIPv4 } from "node:net";
import type { KeyChanges, KeySettings } from "./storedKey";

const MAX_QUOTA = 100;

/** What a server may store that keeps less than it is sent: neither what has no effect nor what the plan does not allow. */
export function lessened({ name, allowAllDomains, approvedDomains, quota, ipRestrictions }: KeySettings): KeyChanges {
  return {
    name: name.trim(),
    approvedDomains: allowAllDomains ? [] : approvedDomains,
    quota: Math.min(quota, MAX_QUOTA),
    ipRestrictions: ipRestrictions.map(withoutHostBits),
  };
}

/** Of an IPv4 range; anything else stays as it is. */
function withoutHostBits(range: string): string {
  const [address = "", prefix] = range.split("/");
  if (!isIPv4(address) || prefix === undefined) {
    return range;
  }
  const kept = (index: number) => Math.min(8, Math.max(0, Number(prefix) - 8 * index));
  const masked = address.split(".").map((octet, index) => Number(octet) & (0xff00 >> kept(index)) & 0xff);
  return `${masked.join(".")}/${prefix}`;
}
