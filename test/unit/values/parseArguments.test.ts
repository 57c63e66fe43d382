import { UNKNOWN } from "../../../provider/values/unknown";
import { checkKey } from "../../harness/arguments";

/** Pulumi looks up the property of a failure among the inputs, and prints the value that it finds, even a secret. */
const TOKEN = "transactional_0123456789abcdef0123456789abcdef";
const ACCOUNT_KEY = "api_0123456789abcdef0123456789abcdef";

const failuresOf = (args: Record<string, unknown>) => checkKey({}, { name: "receipts", ...args }).failures;

test("reports every problem at once, each with its path", () => {
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

test("checks known values next to an unknown one", () => {
  expect(failuresOf({ quota: UNKNOWN, approvedDomains: [UNKNOWN, "*"] })).toEqual([
    { property: "approvedDomains[1]", reason: expect.stringContaining("must be a domain") },
  ]);
});

test("takes null for an argument that is not given", () => {
  const nothing = {
    allowAllDomains: null,
    approvedDomains: null,
    quota: null,
    ipRestrictions: undefined,
    enabled: null,
  };
  expect(checkKey({}, { name: "receipts", ...nothing })).toEqual({ inputs: { name: "receipts" }, failures: [] });
});

describe("an argument that does not exist", () => {
  test.each([
    ["approvedDoamins", "approvedDomains"],
    ["Name", "name"],
    ["ipRestriction", "ipRestrictions"],
    ["qouta", "quota"],
    ["enable", "enabled"],
  ])("is rejected, and the nearest name is suggested: %s => %s", (given, nearest) => {
    expect(failuresOf({ [given]: 1 })).toEqual([
      {
        property: `["${given}"]`,
        reason: expect.stringContaining(`no such argument; did you mean ${nearest}?`),
      },
    ]);
  });

  test.each(["toString", "constructor", "hasOwnProperty", ""])("is rejected when it is called %p", (name) => {
    expect(failuresOf({ [name]: 1 })).toEqual([
      { property: `["${name}"]`, reason: expect.stringContaining("no such argument") },
    ]);
  });

  test("is rejected, and sets nothing, when it is called __proto__", () => {
    const given = JSON.parse('{ "name": "receipts", "__proto__": { "quota": 5 } }') as Record<string, unknown>;
    const { failures, inputs } = checkKey({}, given);
    expect(failures).toHaveLength(1);
    expect(inputs.quota).toBeUndefined();
  });

  test("is reported without its value, and not looked up by Pulumi", () => {
    const failures = failuresOf({ apiKey: ACCOUNT_KEY, [TOKEN]: "x" });
    expect(failures.map(({ property }) => property)).toEqual(['["apiKey"]', '["transactional_[secret]"]']);
    expect(JSON.stringify(failures)).not.toContain(ACCOUNT_KEY.slice(8));
  });
});

describe("a credential", () => {
  test.each<[string, unknown]>([
    ["account", ACCOUNT_KEY],
    ["account", "api_"],
    ["account", ` ${ACCOUNT_KEY}`],
    ["account", "API_KEY"],
    ["adopt", TOKEN],
    ["quota", TOKEN],
    ["enabled", ACCOUNT_KEY],
    ["approvedDomains", TOKEN],
    ["approvedDomains", ["example.com", TOKEN]],
    ["ipRestrictions", [ACCOUNT_KEY]],
    ["rotationTrigger", "transactional_"],
    ["rotationTrigger", { old: ["v1", TOKEN] }],
    ["name", TOKEN],
    ["name", ACCOUNT_KEY],
  ])("is refused as the value of %s, neither shown nor looked up by Pulumi", (argument, value) => {
    const failures = failuresOf({ [argument]: value });
    expect(failures).toEqual([
      {
        property: `["${argument}"]`,
        reason: expect.stringMatching(new RegExp(`^the value of ${argument} begins like .*\\[JETEMAIL-118\\]$`)),
      },
    ]);
    expect(JSON.stringify(failures)).not.toContain("0123456789abcdef");
  });

  test.each(["api_prod", "transactional_mail-dev", "my api_0123456789abcdef"])(
    "may be what a name begins with or contains, as the name of a project does: %s",
    (name) => {
      expect(checkKey({}, { name }).failures).toEqual([]);
    },
  );
});

describe("the failure of an invalid value", () => {
  test("masks a credential in a longer text, and is not looked up by Pulumi", () => {
    const [failure] = failuresOf({ name: `my key ${ACCOUNT_KEY} is this one.` });
    expect(failure?.property).toBe('["name"]');
    expect(failure?.reason).toMatch(/^"my key api_\[secret\] is this one\." must be/);
  });

  test.each([
    ["name", { value: TOKEN }],
    ["name", [TOKEN]],
    ["quota", { value: TOKEN }],
    ["approvedDomains", { value: TOKEN }],
    ["enabled", [TOKEN]],
  ])("is not looked up by Pulumi for an object or a list given as %s", (argument, value) => {
    const [failure] = failuresOf({ [argument]: value });
    expect(failure?.property).toBe(`["${argument}"]`);
    expect(JSON.stringify(failure)).not.toContain("0123456789abcdef");
  });

  test("shortens a long value, and is not looked up by Pulumi", () => {
    const [failure] = failuresOf({ name: "x".repeat(100_000) });
    expect(failure?.property).toBe('["name"]');
    expect(failure?.reason).toMatch(/^"x{120}…" must be/);
  });

  test("shows control characters as spaces", () => {
    const [failure] = failuresOf({ name: "a\u001b[2J\r\nb\u202ec\u0000" });
    expect(failure?.property).toBe('["name"]');
    expect(failure?.reason).toMatch(/^"a \[2J b c " must be/);
  });

  test("shows a short value without a secret as it is, and is looked up by Pulumi", () => {
    expect(failuresOf({ name: "a.b" })).toEqual([
      { property: "name", reason: expect.stringMatching(/^"a\.b" must be 1 to 64 letters/) },
    ]);
  });
});
