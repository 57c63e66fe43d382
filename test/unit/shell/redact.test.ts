import { redact } from "../../../provider/shell/redact";

const VALUES = {
  name: "internal",
  approvedDomains: ["secret.example", "more.secret.example"],
  rotationTrigger: { by: ["alice"], at: 7 },
  quota: 5,
  enabled: true,
  account: undefined,
  adopt: null,
};

const redacted = (text: string, names: readonly string[] = Object.keys(VALUES)) => redact(text, VALUES, names);

test("replaces the values of the named arguments, wherever they are in them", () => {
  expect(redacted('name: "internal", domains ["secret.example"], by alice at 7')).toBe(
    'name: "[secret]", domains ["[secret]"], by [secret] at [secret]',
  );
});

test("leaves the values of other arguments", () => {
  expect(redacted("internal, secret.example, 5", ["quota"])).toBe("internal, secret.example, [secret]");
  expect(redacted("internal, secret.example, 5", [])).toBe("internal, secret.example, 5");
});

test("replaces the longest value first, so that no part of it stays", () => {
  expect(redacted("for more.secret.example")).toBe("for [secret]");
});

test("replaces a value in a longer domain or in the name of a pair's key", () => {
  expect(redacted("mail.secret.example and internal-a")).toBe("mail.[secret] and [secret]-a");
});

test("replaces no part of a word, a number or a code", () => {
  const text = "internally, 50 of 15, true-ish [JETEMAIL-5]";
  expect(redacted(text, ["name", "quota"])).toBe(text);
});

test("takes every character of a value literally", () => {
  expect(redact("a+b (c) axb", { name: "a+b (c)" }, ["name"])).toBe("[secret] axb");
  expect(redact("axb", { name: "a.b" }, ["name"])).toBe("axb");
  expect(redact("costs $& now", { name: "$&" }, ["name"])).toBe("costs [secret] now");
});

test.each<[string, string, string]>([
  ["a secret", 'domains: ["a.example", "secret.exa… must', 'domains: ["a.example", "[secret]… must'],
  ["the first letter of a secret", "domains: s…", "domains: [secret]…"],
  ["another word", "domains: less…", "domains: less…"],
  ["two secrets", "secret.e…, inter…", "[secret]…, [secret]…"],
])("replaces what is left where a long text is cut within %s", (_, text, expected) => {
  expect(redacted(text)).toBe(expected);
});

test("replaces a value that was cut or cleaned to be printed", () => {
  const long = "x".repeat(500);
  expect(redact(`"${long.slice(0, 120)}…" must be`, { name: long }, ["name"])).toBe('"[secret]…" must be');
  expect(redact('"inter nal" must be', { name: "inter\u0000\nnal" }, ["name"])).toBe('"[secret]" must be');
});
