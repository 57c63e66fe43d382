import { configurationProblem, connectionFrom } from "../../../provider/config/settings";
import { printable } from "../../../provider/errors/printable";

const KEY = "api_0123456789abcdef";

function connect(config: Record<string, string | undefined>, env: NodeJS.ProcessEnv = {}) {
  return connectionFrom((key) => config[key], env);
}

function refusalOf(config: Record<string, string | undefined>, env: NodeJS.ProcessEnv = {}): string {
  try {
    connect({ "jetemail:apiKey": KEY, ...config }, env);
  } catch (error) {
    expect(error).toMatchObject({ name: "JetEmailError" });
    return (error as Error).message;
  }
  throw new Error("expected a refusal");
}

const baseUrlOf = (baseUrl: string) => connect({ "jetemail:apiKey": KEY, "jetemail:baseUrl": baseUrl }).baseUrl.href;

test("an account key alone is enough, and leads to JetEmail's production server", () => {
  const { apiKey, baseUrl } = connect({ "jetemail:apiKey": KEY });
  expect(apiKey).toBe(KEY);
  expect(baseUrl.href).toBe("https://api.jetemail.com/");
});

test("both settings can come from the environment", () => {
  const { apiKey, baseUrl } = connect({}, { JETEMAIL_API_KEY: KEY, JETEMAIL_BASE_URL: "https://jet.example/v1" });
  expect(apiKey).toBe(KEY);
  expect(baseUrl.href).toBe("https://jet.example/v1");
});

test("stack config wins over the environment", () => {
  const config = { "jetemail:apiKey": KEY, "jetemail:baseUrl": "https://stack.example" };
  const { apiKey, baseUrl } = connect(config, {
    JETEMAIL_API_KEY: "api_other",
    JETEMAIL_BASE_URL: "https://env.example",
  });
  expect(apiKey).toBe(KEY);
  expect(baseUrl.href).toBe("https://stack.example/");
});

test("an empty setting of the stack counts as none", () => {
  const config = { "jetemail:apiKey": "", "jetemail:baseUrl": "" };
  const { apiKey, baseUrl } = connect(config, { JETEMAIL_API_KEY: KEY, JETEMAIL_BASE_URL: "https://env.example" });
  expect([apiKey, baseUrl.href]).toEqual([KEY, "https://env.example/"]);
});

test("white space around an account key, such as the line break of a pasted one, does not matter", () => {
  expect(connect({ "jetemail:apiKey": ` ${KEY}\r\n` }).apiKey).toBe(KEY);
  expect(connect({}, { JETEMAIL_API_KEY: `\t${KEY}\n` }).apiKey).toBe(KEY);
});

test.each([undefined, "", "  \n"])("an account key of %p is missing, and both ways to set it are named", (apiKey) => {
  const message = refusalOf({ "jetemail:apiKey": apiKey });
  expect(message).toContain("No JetEmail account key is configured.");
  expect(message).toContain("`pulumi config set --secret jetemail:apiKey <key>`");
  expect(message).toContain("JETEMAIL_API_KEY");
});

test("a transactional key is no account key, and is not shown", () => {
  const message = refusalOf({ "jetemail:apiKey": "transactional_0123456789abcdef" });
  expect(message).toContain("is a transactional key, which can only send e-mail; an account key begins with api_");
  expect(message).not.toContain("0123456789");
});

test.each([
  "api_01234567 89abcdef",
  "api_01234567\n89abcdef",
  "api_01234567\u000089abcdef",
  "api_01234567\u007f89abcdef",
  "api_01234567…89abcdef",
  "api_01234567\u200b89abcdef",
])("an account key such as %j cannot stand in a header, and is not shown", (apiKey) => {
  const message = refusalOf({ "jetemail:apiKey": apiKey });
  expect(message).toContain("a space, a line break or a character outside ASCII");
  expect(message).not.toMatch(/01234567|89abcdef/);
});

test.each([
  ["https://api.jetemail.com", "https://api.jetemail.com/"],
  ["https://proxy.example:8443/jet/v1/", "https://proxy.example:8443/jet/v1/"],
  ["http://127.0.0.1:8787", "http://127.0.0.1:8787/"],
  ["http://127.1.2.3", "http://127.1.2.3/"],
  ["http://localhost:8787", "http://localhost:8787/"],
  ["http://LOCALHOST", "http://localhost/"],
  ["http://[::1]:8787", "http://[::1]:8787/"],
])("the address %s is taken", (baseUrl, href) => {
  expect(baseUrlOf(baseUrl)).toBe(href);
});

test.each([
  "http://api.jetemail.com",
  "http://10.0.0.1",
  "http://localhost.example",
  "http://127.0.0.1.example",
  "http://127.example",
  "http://[::2]",
  "http://[::ffff:10.0.0.1]",
  "http://0.0.0.0",
])("plain http to %s would show the account key to the network", (baseUrl) => {
  expect(refusalOf({ "jetemail:baseUrl": baseUrl })).toContain("jetemail:baseUrl is plain http");
});

test.each([
  "api.jetemail.com",
  "localhost:8787",
  "ftp://jet.example",
  "file:///etc/passwd",
  "https://",
  "//jet.example",
  "javascript:0",
])("%s is no http(s) address", (baseUrl) => {
  expect(refusalOf({ "jetemail:baseUrl": baseUrl })).toContain("jetemail:baseUrl is not an http(s) address");
});

test.each([
  "https://user:hunter2@jet.example",
  "https://hunter2@jet.example",
  "https://:hunter2@jet.example",
  "https://jet.example?key=hunter2",
  "https://jet.example#hunter2",
  "ftp://user:hunter2@jet.example",
  "user:hunter2",
])("an address that carries more than itself is refused and not shown: %s", (baseUrl) => {
  const message = refusalOf({ "jetemail:baseUrl": baseUrl });
  expect(message).toMatch(/^jetemail:baseUrl /);
  expect(message).not.toContain("hunter2");
});

test("a bad address is laid to the setting that it comes from", () => {
  expect(refusalOf({}, { JETEMAIL_BASE_URL: "nonsense" })).toMatch(/^JETEMAIL_BASE_URL is not an http\(s\) address/);
});

test("a preview needs no account key, but a good address", () => {
  expect(configurationProblem(() => undefined, {})).toBeUndefined();
  expect(configurationProblem(() => undefined, { JETEMAIL_BASE_URL: "http://jet.example" })).toContain("plain http");
});

test.each([
  ["api_0123456789", "api_[secret]"],
  ["Bearer api_0123456789.", "Bearer api_[secret]."],
  ["transactional_a1b2c3d4", "transactional_[secret]"],
  ['{"api_token":"transactional_a1b2c3d4"}', '{"api_token":"transactional_[secret]"}'],
  ["api_token is required", "api_token is required"],
  ["a\tb\r\nc\u0000d\u202ee", "a b c d e"],
  ["x".repeat(120), "x".repeat(120)],
  ["x".repeat(121), `${"x".repeat(120)}…`],
  ["", ""],
])("%j is printed as %j", (text, line) => {
  expect(printable(text)).toBe(line);
});

test.each(["api_live_0123456789abcdef", "transactional_test-0123456789abcdef"])(
  "the credential in %s is not printed, whatever characters JetEmail makes it of",
  (text) => {
    expect(printable(text)).not.toContain("0123456789abcdef");
  },
);

test("a credential that is cut at the end of a line is not printed in part", () => {
  const text = `${"x".repeat(110)} transactional_0123456789abcdef`;
  expect(printable(text)).not.toContain("0123");
});

test("how many calls may be under way at once can be set, in the stack or the environment", () => {
  const concurrencyOf = (config: Record<string, string>, env: NodeJS.ProcessEnv = {}) =>
    connect({ "jetemail:apiKey": KEY, ...config }, env).concurrency;
  expect(concurrencyOf({})).toBe(16);
  expect(concurrencyOf({}, { JETEMAIL_CONCURRENCY: "64" })).toBe(64);
  expect(concurrencyOf({ "jetemail:concurrency": "1" }, { JETEMAIL_CONCURRENCY: "64" })).toBe(1);
});

test.each(["0", "65", "-1", "1.5", "many", "1e1", "0x10", "9999"])(
  "a concurrency of %s is refused at preview",
  (text) => {
    const config: Record<string, string> = { "jetemail:concurrency": text };
    const message = "jetemail:concurrency must be a whole number from 1 to 64";
    expect(configurationProblem((key) => config[key], {})).toContain(message);
    expect(refusalOf(config)).toContain(message);
    expect(refusalOf({}, { JETEMAIL_CONCURRENCY: text })).toContain("JETEMAIL_CONCURRENCY must be");
  },
);
