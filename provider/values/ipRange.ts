import { IPv4, IPv6 } from "ipaddr.js";

/** `ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128`, or an IPv4-mapped address written with dots. */
const MAX_LENGTH = 49;

/**
 * The canonical form of an IPv4 or IPv6 address or CIDR range: RFC 5952, and no prefix length where it covers a single
 * address. `undefined` if it is none, or one that only a lenient parser would take (`010.0.0.1`, `1.2.3`, `::1%eth0`).
 */
export function canonicalIpRange(text: string): string | undefined {
  if (text.length > MAX_LENGTH) {
    return undefined;
  }
  const [address = "", prefix, ...rest] = text.split("/");
  if (rest.length > 0) {
    return undefined;
  }
  const parsed = parseAddress(address);
  if (!parsed) {
    return undefined;
  }
  const bits = parsed.kind() === "ipv4" ? 32 : 128;
  if (prefix !== undefined && (!/^(0|[1-9]\d{0,2})$/.test(prefix) || Number(prefix) > bits)) {
    return undefined;
  }
  const canonical = parsed instanceof IPv6 ? parsed.toRFC5952String() : parsed.toString();
  return prefix === undefined || Number(prefix) === bits ? canonical : `${canonical}/${prefix}`;
}

function parseAddress(text: string): IPv4 | IPv6 | undefined {
  if (IPv4.isValidFourPartDecimal(text)) {
    return IPv4.parse(text);
  }
  if (!text.includes(":") || !/^[0-9a-f:.]+$/i.test(text)) {
    return undefined;
  }
  // A dotted end is put into groups here: ipaddr.js would read `010` as 10 and `::1.2.3.4` as `::ffff:1.2.3.4`.
  const end = text.slice(text.lastIndexOf(":") + 1);
  if (!end.includes(".")) {
    return IPv6.isValid(text) ? IPv6.parse(text) : undefined;
  }
  if (!IPv4.isValidFourPartDecimal(end)) {
    return undefined;
  }
  const [a = 0, b = 0, c = 0, d = 0] = IPv4.parse(end).octets;
  return parseAddress(`${text.slice(0, -end.length)}${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`);
}

/** A canonical range without the bits of the host: `10.1.2.3/8` is `10.0.0.0/8`. Anything else stays as it is. */
export function networkOf(range: string): string {
  const [address = "", prefix] = range.split("/");
  if (prefix === undefined || canonicalIpRange(range) !== range) {
    return range;
  }
  const network = address.includes(":")
    ? IPv6.networkAddressFromCIDR(range).toRFC5952String()
    : IPv4.networkAddressFromCIDR(range).toString();
  return `${network}/${prefix}`;
}
