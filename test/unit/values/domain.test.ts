import fc from "fast-check";
import { canonicalDomain } from "../../../provider/values/domain";

const LABEL = "a".repeat(63);
/** 253 characters: three labels of 63, and two more. */
const LONGEST = `${LABEL}.${LABEL}.${LABEL}.${"b".repeat(57)}.com`;

test.each([
  ["example.com", "example.com"],
  ["EXAMPLE.Com", "example.com"],
  ["a.bc", "a.bc"],
  ["1.2.3.example", "1.2.3.example"],
  ["a--b.example", "a--b.example"],
  ["xn--bcher-kva.example", "xn--bcher-kva.example"],
  [`${LABEL}.com`, `${LABEL}.com`],
  [LONGEST, LONGEST],
])("accepts %s as %s", (given, canonical) => {
  expect(canonicalDomain(given)).toBe(canonical);
});

test.each([
  ["bücher.example", "xn--bcher-kva.example"],
  ["BÜCHER.example", "xn--bcher-kva.example"],
  ["bu\u0308cher.example", "xn--bcher-kva.example"],
  ["faß.example", "xn--fa-hia.example"],
  ["пример.рф", "xn--e1afmkfd.xn--p1ai"],
  ["例え.テスト", "xn--r8jz45g.xn--zckzah"],
  ["bücher。example", "xn--bcher-kva.example"],
])("converts %s to %s", (given, canonical) => {
  expect(canonicalDomain(given)).toBe(canonical);
});

test("rejects a domain of 254 characters", () => {
  expect(LONGEST).toHaveLength(253);
  expect(canonicalDomain(LONGEST.replace(".com", "b.com"))).toBeUndefined();
});

test("rejects an internationalised domain that is too long in ASCII", () => {
  const long = `${Array.from({ length: 40 }, () => "bücher")
    .join(".")
    .slice(0, 240)}.example`;
  expect(long.length).toBeLessThanOrEqual(253);
  expect(canonicalDomain(long)).toBeUndefined();
});

test.each([
  "",
  ".",
  "example",
  "example.com.",
  ".example.com",
  "example..com",
  "-a.example",
  "a-.example",
  `${LABEL}a.example`,
  "a_b.example",
  "*.example.com",
  "example.c",
  "example.c0m",
  "example.123",
  "127.0.0.1",
  "0x7f.1",
  "::1",
  "localhost",
  "https://example.com",
  "example.com/path",
  "example.com:25",
  "example.com?x",
  "example.com#x",
  "me@example.com",
  "exam ple.com",
  " example.com",
  "example.com ",
  "example.com\n",
  "ex%61mple.com",
  "exam\u0000ple.com",
  "例え.中国",
  "a.xn--",
  "a.xn--fiqs8s",
  "\ud800.example",
])("rejects %p", (given) => {
  expect(canonicalDomain(given)).toBeUndefined();
});

test.each([
  "bücher.example/path",
  "bücher.example\\path",
  "bücher.example?query",
  "bücher.example#fragment",
  "bücher.example:25",
  "me@bücher.example",
  "https://bücher.example",
  "b%75cher.bücher.example",
  "bücher%2eexample.com",
  "bü\tcher.example",
  "bücher.example\n",
  " bücher.example",
  "*.bücher.example",
])("rejects %p, which contains an internationalised domain", (given) => {
  expect(canonicalDomain(given)).toBeUndefined();
});

test("leaves a canonical domain as it is", () => {
  const text = fc.oneof(
    fc.domain(),
    fc.string({ unit: "grapheme", maxLength: 20 }).map((name) => `${name}.example`),
  );
  fc.assert(
    fc.property(text, (given) => {
      const canonical = canonicalDomain(given);
      fc.pre(canonical !== undefined);
      expect(canonicalDomain(canonical)).toBe(canonical);
      expect(canonicalDomain(canonical.toUpperCase())).toBe(canonical);
    }),
  );
});
