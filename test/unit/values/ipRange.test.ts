import { isIPv6 } from "node:net";
import fc from "fast-check";
import { canonicalIpRange, networkOf } from "../../../provider/values/ipRange";
import { ipv6Notation } from "../../harness/arbitraries";

/** The canonical form of an IPv6 address by an independent implementation: the platform's. */
const platformForm = (address: string) => new URL(`http://[${address}]`).hostname.slice(1, -1);

test.each([
  ["192.0.2.1", "192.0.2.1"],
  ["0.0.0.0/0", "0.0.0.0/0"],
  ["255.255.255.255", "255.255.255.255"],
  ["10.0.0.0/24", "10.0.0.0/24"],
  ["10.0.0.1/32", "10.0.0.1"],
  ["10.0.0.1/31", "10.0.0.1/31"],
  ["2001:DB8::1", "2001:db8::1"],
  ["2001:0db8:0000:0000:0000:0000:0000:0001", "2001:db8::1"],
  ["2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"],
  ["2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"],
  ["2001:db8::/32", "2001:db8::/32"],
  ["::1/128", "::1"],
  ["::/0", "::/0"],
  ["0:0:0:0:0:0:0:0", "::"],
  ["1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"],
  ["::ffff:192.0.2.1", "::ffff:c000:201"],
  ["::FFFF:C000:201/96", "::ffff:c000:201/96"],
  ["64:ff9b::192.0.2.33", "64:ff9b::c000:221"],
  ["ABCD:EF01:2345:6789:ABCD:EF01:192.168.100.100/127", "abcd:ef01:2345:6789:abcd:ef01:c0a8:6464/127"],
])("accepts %s as %s", (given, canonical) => {
  expect(canonicalIpRange(given)).toBe(canonical);
});

test.each([
  "",
  "/",
  "/24",
  "1.2.3",
  "1.2.3.4.5",
  "16909060",
  "0x01020304",
  "256.0.0.1",
  "010.0.0.1",
  "0x7f.0.0.1",
  "1.2.3.4.",
  " 1.2.3.4",
  "1.2.3.4 ",
  "1.2.3.4\n",
  "1.2.3.-4",
  "١.2.3.4",
  "10.0.0.0/",
  "10.0.0.0/33",
  "1.2.3.4/08",
  "1.2.3.4/00",
  "1.2.3.4/-1",
  "1.2.3.4/+8",
  "1.2.3.4/8.0",
  "1.2.3.4/1e1",
  "1.2.3.4/24/24",
  "1.2.3.4/255.255.255.0",
  "1.2.3.4-1.2.3.9",
  "1.2.3.4, 1.2.3.5",
  "::1/129",
  "::1/",
  "::1%eth0",
  "fe80::1%25eth0",
  "::1%eth0/64",
  "[::1]",
  ":::",
  "1::2::3",
  "1:2:3:4:5:6:7",
  "1:2:3:4:5:6:7:8:9",
  "12345::",
  "::g",
  "::ffff:1.2.3",
  "::ffff:256.2.3.4",
  "1:2:3:4:5:6:7:1.2.3.4",
  "localhost",
  "example.com",
])("rejects %p", (given) => {
  expect(canonicalIpRange(given)).toBeUndefined();
});

test.each(["::ffff:010.0.0.1", "::ffff:0x7f.0.0.1", "64:ff9b::192.0.02.33"])(
  "rejects %p, whose IPv4 part is ambiguous",
  (given) => {
    expect(canonicalIpRange(given)).toBeUndefined();
  },
);

test("does not mistake an IPv4-compatible address for another one", () => {
  expect([undefined, "::c000:201"]).toContain(canonicalIpRange("::192.0.2.1"));
});

test("canonicalises an IPv6 address in any notation as the platform does", () => {
  fc.assert(
    fc.property(ipv6Notation, (notation) => {
      expect(isIPv6(notation)).toBe(true);
      expect(canonicalIpRange(notation)).toBe(platformForm(notation));
    }),
    { numRuns: 500 },
  );
});

test("leaves a canonical range as it is", () => {
  fc.assert(
    fc.property(ipv6Notation, fc.nat(128), (address, prefix) => {
      const canonical = canonicalIpRange(`${address}/${prefix}`);
      expect(canonical).toBe(prefix === 128 ? platformForm(address) : `${platformForm(address)}/${prefix}`);
      expect(canonicalIpRange(canonical ?? "")).toBe(canonical);
    }),
  );
});

test("accepts no IPv6 address that the platform rejects", () => {
  const characters = fc.string({ unit: fc.constantFrom(..."0123456789abcdefF:.%/x "), maxLength: 45 });
  fc.assert(
    fc.property(characters, (text) => {
      if (!text.includes("/") && canonicalIpRange(text)?.includes(":")) {
        expect(isIPv6(text)).toBe(true);
      }
    }),
    { numRuns: 2_000 },
  );
});

test.each([
  ["10.1.2.3/8", "10.0.0.0/8"],
  ["192.168.1.130/25", "192.168.1.128/25"],
  ["192.0.2.1/0", "0.0.0.0/0"],
  ["2001:db8::1/32", "2001:db8::/32"],
  ["2001:db8:0:8000::1/49", "2001:db8:0:8000::/49"],
  ["10.0.0.0/8", "10.0.0.0/8"],
  ["192.0.2.1", "192.0.2.1"],
  ["::1", "::1"],
  ["localhost", "localhost"],
  ["10.0.0.0/255.255.255.0", "10.0.0.0/255.255.255.0"],
  ["10.0.0.1/33", "10.0.0.1/33"],
  ["2001:db8::1/x", "2001:db8::1/x"],
])("the network of %s is %s", (range, network) => {
  expect(networkOf(range)).toBe(network);
});
