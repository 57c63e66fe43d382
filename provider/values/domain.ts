import { domainToASCII } from "node:url";

const LONGEST_DOMAIN = 253;
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const TOP_LEVEL = /^[a-z]{2,63}$/;
/**
 * An internationalised top level, as far as JetEmail's published pattern takes it: that pattern wants letters at the
 * end and only its unescaped dot lets `xn--p1ai` through, but not `xn--fiqs8s`.
 */
const PUNYCODE_TOP_LEVEL = /^xn--(?=[a-z0-9-]{4,59}$)[a-z0-9-]*[a-z0-9][a-z0-9-][a-z]{2}$/;

/** The one spelling of a domain: lower case, ASCII. `undefined` if it is none that JetEmail takes. */
export function canonicalDomain(text: string): string | undefined {
  // An IDN is at most as long as its ASCII form, so this bound holds before the conversion too.
  if (text.length > LONGEST_DOMAIN) {
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
    domain.length <= LONGEST_DOMAIN &&
    labels.length > 0 &&
    labels.every((label) => LABEL.test(label)) &&
    (TOP_LEVEL.test(top) || PUNYCODE_TOP_LEVEL.test(top));
  return valid ? domain : undefined;
}
