import { configurationProblem, connectionFrom, hasApiKey } from "../../../provider/config/settings";

const KEY = "api_0123456789abcdef";
const SECRET = "api_fedcba9876543210";

type Config = Record<string, string>;

const configOf = (config: Config) => (key: string) => config[key];
const accounts = (value: unknown): Config => ({ "jetemail:accounts": JSON.stringify(value) });

function connect(account: string, config: Config = {}, env: NodeJS.ProcessEnv = {}) {
  const { apiKey, baseUrl } = connectionFrom(configOf(config), env, account);
  return [apiKey, baseUrl.href];
}

function rejectionOf(account: string, config: Config = {}, env: NodeJS.ProcessEnv = {}): string {
  expect(() => connect(account, config, env)).toThrow(expect.objectContaining({ name: "JetEmailError" }));
  try {
    connect(account, config, env);
  } catch (error) {
    return (error as Error).message;
  }
  return "";
}

const problemOf = (account: string, config: Config = {}, env: NodeJS.ProcessEnv = {}) =>
  configurationProblem(configOf(config), env, account);

describe("a named account", () => {
  test("has its own account key, and its own address where one is configured", () => {
    const config = {
      ...accounts({ eu: { apiKey: KEY, baseUrl: "https://eu.example" }, us: { apiKey: SECRET } }),
      "jetemail:apiKey": "api_of_the_default_account",
      "jetemail:baseUrl": "https://all.example",
    };
    expect(connect("eu", config)).toEqual([KEY, "https://eu.example/"]);
    expect(connect("us", config)).toEqual([SECRET, "https://all.example/"]);
    expect(connectionFrom(configOf(config), {}).apiKey).toBe("api_of_the_default_account");
  });

  test.each([
    ["eu", "JETEMAIL_API_KEY_EU"],
    ["eu", "JETEMAIL_API_KEY_eu"],
    ["eu-west", "JETEMAIL_API_KEY_EU_WEST"],
    ["a-b-c", "JETEMAIL_API_KEY_A_B_C"],
    ["Eu_1", "JETEMAIL_API_KEY_EU_1"],
  ])("%s can have its account key in the environment variable %s", (account, variable) => {
    expect(connect(account, {}, { [variable]: KEY })).toEqual([KEY, "https://api.jetemail.com/"]);
    expect(hasApiKey(configOf({}), { [variable]: KEY }, account)).toBe(true);
  });

  test("takes the stack configuration before the environment", () => {
    const env = { JETEMAIL_API_KEY_EU: SECRET, JETEMAIL_BASE_URL: "https://env.example" };
    expect(connect("eu", accounts({ eu: { apiKey: KEY } }), env)).toEqual([KEY, "https://env.example/"]);
    const elsewhere = accounts({ eu: { baseUrl: "https://eu.example" } });
    expect(connect("eu", elsewhere, env)).toEqual([SECRET, "https://eu.example/"]);
  });

  test.each(["", " \t"])("is refused, at preview too, for a setting of %j, whatever the environment has", (empty) => {
    const env = { JETEMAIL_API_KEY_EU: SECRET, JETEMAIL_BASE_URL: "https://env.example" };
    for (const setting of ["apiKey", "baseUrl"]) {
      const config = accounts({ eu: { apiKey: KEY, [setting]: empty }, us: { apiKey: KEY } });
      const message = expect.stringMatching(`^jetemail:accounts\\.eu\\.${setting} is empty, .*JETEMAIL-214`);
      expect([rejectionOf("eu", config, env), problemOf("eu", config, env)]).toEqual([message, message]);
      expect(problemOf("us", config, env)).toBeUndefined();
    }
    expect(problemOf("eu", { "jetemail:accounts": empty }, env)).toMatch(/^jetemail:accounts is empty, /);
  });

  test.each(["", " "])("has no account key where its variables are %j", (empty) => {
    expect(problemOf("eu", {}, { JETEMAIL_API_KEY_EU: empty })).toBeUndefined();
    expect(connect("eu", {}, { JETEMAIL_API_KEY_eu: empty, JETEMAIL_API_KEY_EU: KEY })).toContain(KEY);
  });

  test("never uses the account key of the default account", () => {
    const message = rejectionOf("eu-west", { "jetemail:apiKey": KEY }, { JETEMAIL_API_KEY: KEY });
    expect(message).toContain('No account key of the JetEmail account "eu-west" is configured.');
    expect(message).toContain("`pulumi config set --secret --path 'jetemail:accounts.eu-west.apiKey' <key>`");
    expect(message).toContain("JETEMAIL_API_KEY_EU_WEST");
    expect(hasApiKey(configOf({ "jetemail:apiKey": KEY }), {}, "eu-west")).toBe(false);
    expect(hasApiKey(configOf({ "jetemail:apiKey": KEY }), {})).toBe(true);
  });

  test.each(["toString", "__proto__", "constructor"])("is not configured just because it is called %s", (account) => {
    expect(rejectionOf(account, accounts({ eu: { apiKey: KEY } }))).toContain("No account key");
    expect(problemOf(account, accounts({ eu: { apiKey: KEY } }))).toContain("is not configured; configured are eu.");
  });

  test("is rejected for an invalid address, naming its setting, at preview too", () => {
    const config = accounts({ eu: { apiKey: KEY, baseUrl: "http://eu.example" } });
    expect(rejectionOf("eu", config)).toContain("jetemail:accounts.eu.baseUrl is plain http");
    expect(problemOf("eu", config)).toContain("jetemail:accounts.eu.baseUrl is plain http");
    expect(problemOf("us", { "jetemail:baseUrl": "nonsense" })).toContain("jetemail:baseUrl is not an http(s) address");
  });

  test("is rejected, by its name, for an invalid account key, which is not shown", () => {
    const message = rejectionOf("eu", accounts({ eu: { apiKey: "transactional_0123456789abcdef" } }));
    expect(message).toContain('The account key of the JetEmail account "eu" is a transactional key');
    expect(message).not.toContain("0123456789");
  });

  test("is rejected at preview when the stack configuration lists other accounts only", () => {
    expect(problemOf("ue", accounts({ eu: { apiKey: KEY }, us: { apiKey: KEY } }))).toMatch(
      /^The JetEmail account "ue" is not configured; configured are eu, us\. Set it with/,
    );
    expect(problemOf("eu")).toBeUndefined();
    expect(problemOf("eu", accounts({}))).toBeUndefined();
    expect(problemOf("eu", accounts({ us: { apiKey: KEY } }), { JETEMAIL_API_KEY_EU: KEY })).toBeUndefined();
    expect(problemOf("eu", accounts({ eu: { apiKey: KEY } }))).toBeUndefined();
  });
});

test.each([
  "{",
  `{ "eu": { "apiKey": "${SECRET}" }`,
  `"${SECRET}"`,
  SECRET,
  `["${SECRET}"]`,
  "null",
  `{ "eu": "${SECRET}" }`,
  `{ "eu": null, "us": { "apiKey": "${SECRET}" } }`,
  `{ "eu": { "apiKey": 7, "note": "${SECRET}" } }`,
  `{ "eu": { "apiKey": "${SECRET}", "baseUrl": {} } }`,
  `{ "eu": ["${SECRET}"] }`,
])("rejects %j for jetemail:accounts, names the required form, and does not show it", (text) => {
  const message = rejectionOf("eu", { "jetemail:accounts": text });
  expect(message).toContain("jetemail:accounts must map each account's name to its apiKey");
  expect(message).not.toMatch(/fedcba|9876543210/);
  expect(problemOf("eu", { "jetemail:accounts": text })).toBe(message);
});
