import { UNKNOWN } from "../../../provider/values/unknown";
import { checkKey } from "../../harness/arguments";

const NAME = { name: "receipts" };

const inputsOf = (args: Record<string, unknown>) => {
  const { inputs, failures } = checkKey({}, { ...NAME, ...args });
  expect(failures).toEqual([]);
  return inputs;
};
const failuresOf = (args: Record<string, unknown>) => checkKey({}, { ...NAME, ...args }).failures;
const domains = (count: number) => Array.from({ length: count }, (_, index) => `d${index}.example.com`);
const ranges = (count: number) => Array.from({ length: count }, (_, index) => `10.0.${index}.0/24`);

test("a name may have 1 to 64 letters, digits, hyphens, underscores and spaces", () => {
  expect(failuresOf({ name: "a" })).toEqual([]);
  expect(failuresOf({ name: "Z_9 -".padEnd(64, "x") })).toEqual([]);
});

test.each([
  ["empty", ""],
  ["65 long", "x".repeat(65)],
  ["with a dot", "a.b"],
  ["with a line break", "a\nb"],
  ["with a final line break", "a\n"],
  ["with a tab", "a\tb"],
  ["with a letter outside ASCII", "bücher"],
  ["with a no-break space", "a\u00a0b"],
  ["a number", 7],
  ["a list", ["a"]],
  ["an object", { a: 1 }],
])("a name that is %s is refused", (_, name) => {
  const [failure, ...others] = failuresOf({ name });
  expect(failure?.property).toMatch(/^(name|\["name"\])$/);
  expect(failure?.reason).toContain("must be 1 to 64 letters");
  expect(others).toEqual([]);
});

test("a key without a name is refused before JetEmail is asked", () => {
  expect(checkKey({}, {}).failures).toEqual([{ property: "name", reason: expect.stringContaining("1 to 64 letters") }]);
});

test("a quota may be any whole number from 0 to a million", () => {
  expect(inputsOf({ quota: 0 })).toEqual(NAME);
  expect(inputsOf({ quota: 1 })).toEqual({ ...NAME, quota: 1 });
  expect(inputsOf({ quota: 1_000_000 })).toEqual({ ...NAME, quota: 1_000_000 });
});

test.each([-1, 1.5, 1_000_001, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, "10", "", true])(
  "a quota of %p is refused",
  (quota) => {
    expect(failuresOf({ quota })).toEqual([
      {
        property: "quota",
        reason: expect.stringMatching(/must be a whole number from 0 \(unlimited\) to 1000000 \[JETEMAIL-107\]$/),
      },
    ]);
  },
);

test.each(["allowAllDomains", "enabled"])("%s takes a boolean and nothing that looks like one", (argument) => {
  expect(failuresOf({ [argument]: true })).toEqual([]);
  expect(failuresOf({ [argument]: false })).toEqual([]);
  for (const value of ["true", "false", "", 0, 1]) {
    expect(failuresOf({ [argument]: value })).toEqual([
      { property: argument, reason: expect.stringContaining("must be true or false, not a string or a number") },
    ]);
  }
});

test("253 domains are taken; one more is reported at the first that is too many", () => {
  expect(inputsOf({ approvedDomains: domains(253) }).approvedDomains).toHaveLength(253);
  expect(failuresOf({ approvedDomains: domains(254) })).toEqual([
    { property: "approvedDomains[253]", reason: "a list of 254 must list at most 253 domains [JETEMAIL-104]" },
  ]);
});

test("50 ranges are taken; one more is reported at the first that is too many", () => {
  expect(inputsOf({ ipRestrictions: ranges(50) }).ipRestrictions).toHaveLength(50);
  expect(failuresOf({ ipRestrictions: ranges(51) })).toEqual([
    { property: "ipRestrictions[50]", reason: "a list of 51 must list at most 50 addresses or ranges [JETEMAIL-104]" },
  ]);
});

test.each(["approvedDomains", "ipRestrictions"])("%s must be a list of strings", (argument) => {
  expect(failuresOf({ [argument]: "example.com" })).toEqual([
    { property: argument, reason: expect.stringMatching(/^"example.com" must be a list of/) },
  ]);
  expect(failuresOf({ [argument]: { 0: "example.com" } })).toHaveLength(1);
  expect(failuresOf({ [argument]: [7] })).toEqual([
    { property: `${argument}[0]`, reason: expect.stringMatching(/^7 must be a/) },
  ]);
  expect(failuresOf({ [argument]: [["example.com"]] })[0]?.property).toBe(`${argument}[0]`);
});

test("an entry that is null is called by its name", () => {
  expect(failuresOf({ approvedDomains: [null] })).toEqual([
    { property: "approvedDomains[0]", reason: expect.stringMatching(/^null must be a domain/) },
  ]);
});

test("every problem is reported at once, each with its path", () => {
  const failures = checkKey(
    {},
    {
      name: "",
      allowAllDomains: "yes",
      approvedDomains: ["example.com", "*.example.com", "https://example.com", "example.org"],
      quota: -1,
      ipRestrictions: ["10.0.0.0/33", "::1", "localhost"],
      enabled: 1,
      color: "red",
    },
  ).failures;
  expect(failures.map(({ property }) => property)).toEqual([
    "name",
    "allowAllDomains",
    "approvedDomains[1]",
    "approvedDomains[2]",
    "quota",
    "ipRestrictions[0]",
    "ipRestrictions[2]",
    "enabled",
    '["color"]',
  ]);
});

test("arguments with a problem are left as they were given", () => {
  const given = { name: "receipts", quota: -1, approvedDomains: ["B.example", "a.example"] };
  expect(checkKey({}, given).inputs).toEqual(given);
});

test("sets are sorted and hold each value once, in its one spelling", () => {
  const inputs = inputsOf({
    approvedDomains: ["B.example.com", "a.example.com", "b.EXAMPLE.com"],
    ipRestrictions: ["2001:DB8:0:0::1", "10.0.0.1/32", "2001:db8::1", "10.0.0.1"],
  });
  expect(inputs).toEqual({
    ...NAME,
    approvedDomains: ["a.example.com", "b.example.com"],
    ipRestrictions: ["10.0.0.1", "2001:db8::1"],
  });
});

test("what has its default is left out of the inputs", () => {
  const defaults = { allowAllDomains: false, approvedDomains: [], quota: 0, ipRestrictions: [], enabled: true };
  expect(inputsOf(defaults)).toEqual(NAME);
  expect(checkKey({ ...NAME, ...defaults }, { ...NAME, ...defaults }).inputs).toEqual(NAME);
});

test("null counts as not given", () => {
  const nothing = {
    allowAllDomains: null,
    approvedDomains: null,
    quota: null,
    ipRestrictions: undefined,
    enabled: null,
  };
  expect(inputsOf(nothing)).toEqual(NAME);
});

test("a default that takes the place of something else is spelled out, so that a preview shows it", () => {
  const olds = {
    ...NAME,
    allowAllDomains: true,
    approvedDomains: ["example.com"],
    quota: 500,
    ipRestrictions: ["::1"],
    enabled: false,
  };
  expect(checkKey(olds, NAME)).toEqual({
    inputs: { ...NAME, allowAllDomains: false, approvedDomains: [], quota: 0, ipRestrictions: [], enabled: true },
    failures: [],
  });
  expect(checkKey(olds, { ...NAME, quota: 0 }).inputs).toMatchObject({ quota: 0 });
});

test("a default that was spelled out once is left out at the next run", () => {
  expect(checkKey({ ...NAME, quota: 0, approvedDomains: [] }, NAME).inputs).toEqual(NAME);
});

test("a default after a value that was never known is left out", () => {
  expect(checkKey({ ...NAME, quota: UNKNOWN }, NAME).inputs).toEqual(NAME);
});

test("values that only the update knows pass a preview, whole and inside of lists", () => {
  const unknown = {
    name: UNKNOWN,
    allowAllDomains: UNKNOWN,
    approvedDomains: ["b.example", UNKNOWN, "A.example"],
    quota: UNKNOWN,
    ipRestrictions: UNKNOWN,
    enabled: UNKNOWN,
  };
  const { inputs, failures } = checkKey({}, unknown);
  expect(failures).toEqual([]);
  expect(inputs).toEqual({ ...unknown, approvedDomains: [UNKNOWN, "a.example", "b.example"] });
});

test("what is known beside an unknown value is still checked", () => {
  expect(failuresOf({ quota: UNKNOWN, approvedDomains: [UNKNOWN, "*"] })).toEqual([
    { property: "approvedDomains[1]", reason: expect.stringContaining("must be a domain") },
  ]);
});
