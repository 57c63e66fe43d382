import { checkKey } from "../../harness/arguments";

/** Pulumi prints, secrets in clear, the value that a failure's property finds among the inputs. */
const TOKEN = "transactional_0123456789abcdef0123456789abcdef";
const ACCOUNT_KEY = "api_0123456789abcdef0123456789abcdef";

const failuresOf = (args: Record<string, unknown>) => checkKey({}, { name: "receipts", ...args }).failures;

test.each([
  ["approvedDoamins", "approvedDomains"],
  ["Name", "name"],
  ["ipRestriction", "ipRestrictions"],
  ["qouta", "quota"],
  ["enable", "enabled"],
])("an argument called %s is refused, and %s suggested", (given, nearest) => {
  expect(failuresOf({ [given]: 1 })).toEqual([
    {
      property: `["${given}"]`,
      reason: expect.stringContaining(`no such argument; did you mean ${nearest}?`),
    },
  ]);
});

test.each(["toString", "constructor", "hasOwnProperty", ""])(
  "an argument called %p is refused like any other",
  (name) => {
    expect(failuresOf({ [name]: 1 })).toEqual([
      { property: `["${name}"]`, reason: expect.stringContaining("no such argument") },
    ]);
  },
);

test("an argument called __proto__ is refused and changes nothing", () => {
  const given = JSON.parse('{ "name": "receipts", "__proto__": { "quota": 5 } }') as Record<string, unknown>;
  const { failures, inputs } = checkKey({}, given);
  expect(failures).toHaveLength(1);
  expect(inputs.quota).toBeUndefined();
});

test("the value of an unknown argument is neither shown nor named in a way that Pulumi looks up", () => {
  const failures = failuresOf({ apiKey: ACCOUNT_KEY, [TOKEN]: "x" });
  expect(failures.map(({ property }) => property)).toEqual(['["apiKey"]', '["transactional_[secret]"]']);
  expect(JSON.stringify(failures)).not.toContain(ACCOUNT_KEY.slice(8));
});

test.each([
  ["name", `${TOKEN}.`],
  ["name", `my key ${ACCOUNT_KEY} is this one.`],
  ["quota", TOKEN],
  ["enabled", ACCOUNT_KEY],
  ["approvedDomains", TOKEN],
  ["ipRestrictions", ACCOUNT_KEY],
])("a credential given as %s is masked, and Pulumi does not look the value up", (argument, value) => {
  const [failure] = failuresOf({ [argument]: value });
  expect(failure?.property).toBe(`["${argument}"]`);
  expect(failure?.reason).toContain("_[secret]");
  expect(failure?.reason).not.toContain("0123456789abcdef");
});

test("a credential inside of a list is masked, and only its place is named", () => {
  expect(failuresOf({ approvedDomains: ["example.com", TOKEN], ipRestrictions: [ACCOUNT_KEY] })).toEqual([
    { property: "approvedDomains[1]", reason: expect.stringMatching(/^"transactional_\[secret\]" must be a domain/) },
    { property: "ipRestrictions[0]", reason: expect.stringMatching(/^"api_\[secret\]" must be an IPv4/) },
  ]);
});

test.each([
  ["name", { value: TOKEN }],
  ["name", [TOKEN]],
  ["quota", { value: TOKEN }],
  ["approvedDomains", { value: TOKEN }],
  ["enabled", [TOKEN]],
])("an object or a list given as %s is not looked up, whatever it holds", (argument, value) => {
  const [failure] = failuresOf({ [argument]: value });
  expect(failure?.property).toBe(`["${argument}"]`);
  expect(JSON.stringify(failure)).not.toContain("0123456789abcdef");
});

test("a long value is cut in the message, and Pulumi does not print it whole", () => {
  const [failure] = failuresOf({ name: "x".repeat(100_000) });
  expect(failure?.property).toBe('["name"]');
  expect(failure?.reason).toMatch(/^"x{120}…" must be/);
});

test("a value that would repaint a terminal is made one plain line", () => {
  const [failure] = failuresOf({ name: "a\u001b[2J\r\nb\u202ec\u0000" });
  expect(failure?.property).toBe('["name"]');
  expect(failure?.reason).toMatch(/^"a \[2J b c " must be/);
});

test("a short value without a secret is shown as it is, and named so that Pulumi shows where", () => {
  expect(failuresOf({ name: "a.b" })).toEqual([
    { property: "name", reason: expect.stringMatching(/^"a\.b" must be 1 to 64 letters/) },
  ]);
});
