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

describe("name", () => {
  test("accepts 1 to 64 letters, digits, hyphens, underscores and spaces", () => {
    expect(failuresOf({ name: "a" })).toEqual([]);
    expect(failuresOf({ name: "Z_9 -".padEnd(64, "x") })).toEqual([]);
  });

  test.each([
    ["an empty text", ""],
    ["65 characters", "x".repeat(65)],
    ["a dot", "a.b"],
    ["a line break", "a\nb"],
    ["a final line break", "a\n"],
    ["a tab", "a\tb"],
    ["a letter outside ASCII", "bücher"],
    ["a no-break space", "a\u00a0b"],
    ["a number", 7],
    ["a list", ["a"]],
    ["an object", { a: 1 }],
  ])("rejects %s", (_, name) => {
    const [failure, ...others] = failuresOf({ name });
    expect(failure?.property).toMatch(/^(name|\["name"\])$/);
    expect(failure?.reason).toContain("must be 1 to 64 letters");
    expect(others).toEqual([]);
  });

  test.each([7, 0, Number.NaN, true])("says of %p that it is no text", (name) => {
    const kind = typeof name;
    expect(failuresOf({ name })).toEqual([
      {
        property: "name",
        reason: expect.stringContaining(`${name} is a ${kind}: put it in quotes, since a name must be 1`),
      },
    ]);
  });

  test("is required", () => {
    expect(checkKey({}, {}).failures).toEqual([
      { property: "name", reason: expect.stringContaining("1 to 64 letters") },
    ]);
  });
});

describe("quota", () => {
  test("accepts whole numbers from 0 to a million", () => {
    expect(inputsOf({ quota: 0 })).toEqual(NAME);
    expect(inputsOf({ quota: 1 })).toEqual({ ...NAME, quota: 1 });
    expect(inputsOf({ quota: 1_000_000 })).toEqual({ ...NAME, quota: 1_000_000 });
  });

  test.each([-1, 1.5, 1_000_001, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, "10", "", true])(
    "rejects %p",
    (quota) => {
      expect(failuresOf({ quota })).toEqual([
        {
          property: "quota",
          reason: expect.stringMatching(/must be a whole number from 0 \(unlimited\) to 1000000 \[JETEMAIL-107\]$/),
        },
      ]);
    },
  );
});

describe("adopt", () => {
  const UUID = "0a1b2c3d-0000-4000-8000-00000000abcd";

  test.each([UUID.toUpperCase(), ` ${UUID}`, `${UUID}\n`])("takes the uuid %j as JetEmail writes it", (adopt) => {
    expect(inputsOf({ adopt }).adopt).toBe(UUID);
  });

  test.each(["new", "fingerprint-0A1b", "ABCDEF"])("takes %p as it is", (adopt) => {
    expect(inputsOf({ adopt }).adopt).toBe(adopt);
  });

  test.each(["", "x".repeat(65), "a b", "a/b", 7])("rejects %p", (adopt) => {
    const [failure] = failuresOf({ adopt });
    expect(failure?.reason).toContain("must be the uuid of an existing key");
  });
});

test.each(["allowAllDomains", "enabled"])("%s accepts booleans, and neither strings nor numbers", (argument) => {
  expect(failuresOf({ [argument]: true })).toEqual([]);
  expect(failuresOf({ [argument]: false })).toEqual([]);
  for (const value of ["true", "false", "", 0, 1]) {
    expect(failuresOf({ [argument]: value })).toEqual([
      { property: argument, reason: expect.stringContaining("must be true or false, not a string or a number") },
    ]);
  }
});

test("approvedDomains accepts 253 domains, and reports the first one too many", () => {
  expect(inputsOf({ approvedDomains: domains(253) }).approvedDomains).toHaveLength(253);
  expect(failuresOf({ approvedDomains: domains(254) })).toEqual([
    { property: "approvedDomains[253]", reason: "a list of 254 must list at most 253 domains [JETEMAIL-104]" },
  ]);
});

test("ipRestrictions accepts 50 ranges, and reports the first one too many", () => {
  expect(inputsOf({ ipRestrictions: ranges(50) }).ipRestrictions).toHaveLength(50);
  expect(failuresOf({ ipRestrictions: ranges(51) })).toEqual([
    { property: "ipRestrictions[50]", reason: "a list of 51 must list at most 50 addresses or ranges [JETEMAIL-104]" },
  ]);
});

describe("a list", () => {
  test.each(["approvedDomains", "ipRestrictions"])("%s accepts a list of strings only", (argument) => {
    expect(failuresOf({ [argument]: "example.com" })).toEqual([
      { property: argument, reason: expect.stringMatching(/^"example.com" must be a list of/) },
    ]);
    expect(failuresOf({ [argument]: { 0: "example.com" } })).toHaveLength(1);
    expect(failuresOf({ [argument]: [7] })).toEqual([
      { property: `${argument}[0]`, reason: expect.stringMatching(/^7 must be a/) },
    ]);
    expect(failuresOf({ [argument]: [["example.com"]] })[0]?.property).toBe(`${argument}[0]`);
  });

  test('shows a null among its values as "null"', () => {
    expect(failuresOf({ approvedDomains: [null] })).toEqual([
      { property: "approvedDomains[0]", reason: expect.stringMatching(/^null must be a domain/) },
    ]);
  });

  test("keeps its order, in canonical form and without duplicates", () => {
    const inputs = inputsOf({
      approvedDomains: ["B.example.com", "a.example.com", "b.EXAMPLE.com"],
      ipRestrictions: ["2001:DB8:0:0::1", "10.0.0.1/32", "2001:db8::1", "10.0.0.1"],
    });
    expect(inputs).toEqual({
      ...NAME,
      approvedDomains: ["b.example.com", "a.example.com"],
      ipRestrictions: ["2001:db8::1", "10.0.0.1"],
    });
  });
});
