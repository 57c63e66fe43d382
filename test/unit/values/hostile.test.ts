import { checkKey } from "../../harness/arguments";

/**
 * These tests measure no time: a check that backtracks exponentially, as JetEmail's published domain pattern does, would
 * not return before the test times out.
 */

const HUNDRED_KB = 100_000;
const LABEL = "a".repeat(63);
const numbered = (count: number, text: (index: string) => string) =>
  Array.from({ length: count }, (_, index) => text(index.toString(16).padStart(2, "0")));

test("rejects a string of 100 KB in every argument, each with a short message", () => {
  const long = "a".repeat(HUNDRED_KB);
  const { failures } = checkKey(
    {},
    {
      name: long,
      allowAllDomains: long,
      approvedDomains: [long],
      quota: long,
      ipRestrictions: [long],
      enabled: long,
      [long]: long,
    },
  );
  expect(failures).toHaveLength(7);
  expect(failures.every(({ property, reason }) => property.length < 200 && reason.length < 400)).toBe(true);
});

test("accepts 253 of the longest domains and 50 of the longest ranges", () => {
  const domains = numbered(253, (index) => `${LABEL}.${LABEL}.${LABEL}.${"b".repeat(55)}${index}.com`);
  const ranges = numbered(50, (index) => `ffff:ffff:ffff:ffff:ffff:ffff:ffff:ff${index}/127`);
  const { inputs, failures } = checkKey({}, { name: "x".repeat(64), approvedDomains: domains, ipRestrictions: ranges });
  expect(failures).toEqual([]);
  expect(inputs).toEqual({ name: "x".repeat(64), approvedDomains: domains, ipRestrictions: ranges });
  expect(domains[0]).toHaveLength(253);
});

test.each([
  ["single letters", "a."],
  ["letters and hyphens", "a-"],
  ["letters alone", "a"],
  ["digits and dots", "1."],
  ["hyphens", "-"],
  ["dots", "."],
  ["punycode prefixes", "xn--"],
  ["letters outside ASCII", "ü."],
])("rejects each of 253 domains of 253 characters made of %s", (_, part) => {
  const domain = `${part.repeat(253).slice(0, 252)}!`;
  const { failures } = checkKey({}, { name: "x", approvedDomains: Array.from({ length: 253 }, () => domain) });
  expect(failures).toHaveLength(253);
  expect(new Set(failures.map(({ property }) => property)).size).toBe(253);
});

test.each([
  ["a-", "!"],
  ["a.", "0"],
  ["xn--a-", ".xn--"],
  ["a.xn--", "9"],
  ["1:", "g"],
  ["0.", "/"],
  ["::", "1"],
  ["/", "/"],
])("rejects a long run of %p as a domain and as a range", (part, end) => {
  for (const length of [40, 62, 253, HUNDRED_KB]) {
    const text = part.repeat(length).slice(0, length - end.length) + end;
    const { failures } = checkKey({}, { name: text.slice(0, 64), approvedDomains: [text], ipRestrictions: [text] });
    expect(failures.map(({ property }) => property)).toEqual(
      expect.arrayContaining(["approvedDomains[0]", "ipRestrictions[0]"]),
    );
  }
});

test("rejects a list of 100 000 domains as too long", () => {
  const { failures } = checkKey({}, { name: "x", approvedDomains: Array.from({ length: HUNDRED_KB }, () => "a.com") });
  expect(failures).toContainEqual({
    property: "approvedDomains[253]",
    reason: "a list of 100000 must list at most 253 domains [JETEMAIL-104]",
  });
});
