import { domainToASCII } from "node:url";

const MAX_LENGTH = 253;
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const TOP_LEVEL = /^[a-z]{2,63}$/;
/**
 * An internationalised top-level domain, as far as JetEmail's published pattern accepts it: that pattern requires letters
 * at the end, and its unescaped dot lets `xn--p1ai` through, but not `xn--fiqs8s`.
 */
const PUNYCODE_TOP_LEVEL = /^xn--(?=[a-z0-9-]{4,59}$)[a-z0-9-]*[a-z0-9][a-z0-9-][a-z]{2}$/;

/** The canonical form of a domain: lower case, ASCII. `undefined` if JetEmail would not accept it. */
export function canonicalDomain(text: string): string | undefined {
  // An IDN is at most as long as its ASCII form, so this bound holds before the conversion too.
  if (text.length > MAX_LENGTH) {
    return undefined;
  }
  // domainToASCII is for names outside ASCII only: it would also turn `0x7f.1` into an address.
  // It also reads its input as the host of an address: it drops a tab, a path or a query and decodes `%2e`.
  if (/[^A-Za-z0-9.\u0080-\uffff-]/.test(text)) {
    return undefined;
  }
  const domain = /[^A-Za-z0-9.-]/.test(text) ? domainToASCII(text) : text.toLowerCase();
  const labels = domain.split(".");
  const top = labels.pop() ?? "";
  const valid =
    domain.length <= MAX_LENGTH &&
    labels.length > 0 &&
    labels.every((label) => LABEL.test(label)) &&
    (TOP_LEVEL.test(top) || PUNYCODE_TOP_LEVEL.test(top));
  return valid ? domain : undefined;
}
