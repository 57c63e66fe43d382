import { configurationProblem, connectionFrom } from "../../../provider/config/settings";

const KEY = "api_0123456789abcdef";

function connect(config: Record<string, string | undefined>, env: NodeJS.ProcessEnv = {}) {
  return connectionFrom((key) => config[key], env);
}

function rejectionOf(config: Record<string, string | undefined>, env: NodeJS.ProcessEnv = {}): string {
  try {
    connect({ "jetemail:apiKey": KEY, ...config }, env);
  } catch (error) {
    expect(error).toMatchObject({ name: "JetEmailError" });
    return (error as Error).message;
  }
  throw new Error("expected a rejection");
}

const problemOf = (config: Record<string, string>, env: NodeJS.ProcessEnv) =>
  configurationProblem((key) => config[key], env);

describe("the default account", () => {
  test("needs an account key only, and is reached at JetEmail's production server", () => {
    const { apiKey, baseUrl } = connect({ "jetemail:apiKey": KEY });
    expect(apiKey).toBe(KEY);
    expect(baseUrl.href).toBe("https://api.jetemail.com/");
  });

  test("takes both settings from the environment", () => {
    const { apiKey, baseUrl } = connect({}, { JETEMAIL_API_KEY: KEY, JETEMAIL_BASE_URL: "https://jet.example/v1" });
    expect(apiKey).toBe(KEY);
    expect(baseUrl.href).toBe("https://jet.example/v1");
  });

  test("prefers the stack configuration to the environment", () => {
    const config = { "jetemail:apiKey": KEY, "jetemail:baseUrl": "https://stack.example" };
    const { apiKey, baseUrl } = connect(config, {
      JETEMAIL_API_KEY: "api_other",
      JETEMAIL_BASE_URL: "https://env.example",
    });
    expect(apiKey).toBe(KEY);
    expect(baseUrl.href).toBe("https://stack.example/");
  });

  describe.each(["", "  \n"])("with a setting of %j", (empty) => {
    const refusal = (setting: string) => new RegExp(`^${setting} is empty, .*leave it out\\. \\[JETEMAIL-214\\]$`);

    test.each(["jetemail:apiKey", "jetemail:baseUrl", "jetemail:concurrency", "jetemail:requestsPerMinute"])(
      "is refused, at preview too, whatever the environment has: %s",
      (setting) => {
        const env = {
          JETEMAIL_API_KEY: "api_other",
          JETEMAIL_BASE_URL: "https://env.example",
          JETEMAIL_CONCURRENCY: "4",
          JETEMAIL_REQUESTS_PER_MINUTE: "4",
        };
        expect(rejectionOf({ [setting]: empty }, env)).toMatch(refusal(setting));
        expect(problemOf({ [setting]: empty }, env)).toMatch(refusal(setting));
      },
    );

    test("is refused where JETEMAIL_BASE_URL is, unless the stack has an address", () => {
      const env = { JETEMAIL_BASE_URL: empty };
      expect(problemOf({}, env)).toMatch(refusal("JETEMAIL_BASE_URL"));
      expect(problemOf({ "jetemail:baseUrl": "https://stack.example" }, env)).toBeUndefined();
    });

    test("has no account key where JETEMAIL_API_KEY is, as in a pipeline without the secret", () => {
      expect(problemOf({}, { JETEMAIL_API_KEY: empty })).toBeUndefined();
      expect(connect({ "jetemail:apiKey": KEY }, { JETEMAIL_API_KEY: empty }).apiKey).toBe(KEY);
    });

    test("has the default where the variable of a number is", () => {
      const env = { JETEMAIL_API_KEY: KEY, JETEMAIL_CONCURRENCY: empty, JETEMAIL_REQUESTS_PER_MINUTE: empty };
      expect(connect({}, env)).toMatchObject({ concurrency: 16, requestsPerMinute: 200 });
    });
  });

  test("names the environment variable that an invalid address comes from", () => {
    expect(rejectionOf({}, { JETEMAIL_BASE_URL: "nonsense" })).toMatch(
      /^JETEMAIL_BASE_URL is not an http\(s\) address/,
    );
  });
});

describe("an account key", () => {
  test("may be surrounded by white space, such as a pasted line break", () => {
    expect(connect({ "jetemail:apiKey": ` ${KEY}\r\n` }).apiKey).toBe(KEY);
    expect(connect({}, { JETEMAIL_API_KEY: `\t${KEY}\n` }).apiKey).toBe(KEY);
  });

  test("that is missing is an error, which names both ways to set it", () => {
    const message = rejectionOf({ "jetemail:apiKey": undefined });
    expect(message).toContain("No JetEmail account key is configured.");
    expect(message).toContain("`pulumi config set --secret jetemail:apiKey <key>`");
    expect(message).toContain("JETEMAIL_API_KEY");
  });

  test.each(['"', "'", "`"])("is rejected, and not shown, in quotes that are part of it: %s", (quote) => {
    const apiKey = `${quote}${KEY}${quote}`;
    const stack = rejectionOf({ "jetemail:apiKey": apiKey });
    const environment = rejectionOf({ "jetemail:apiKey": undefined }, { JETEMAIL_API_KEY: apiKey });
    for (const message of [stack, environment]) {
      expect(message).toMatch(/is in quotes, which are part of it.* \[JETEMAIL-211\]$/);
      expect(message).not.toContain("0123456789");
    }
    expect(configurationProblem(() => undefined, { JETEMAIL_API_KEY: apiKey })).toContain("[JETEMAIL-211]");
  });

  test("is rejected, and not shown, when it is a transactional key", () => {
    const message = rejectionOf({ "jetemail:apiKey": "transactional_0123456789abcdef" });
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
  ])("is rejected, and not shown, when it cannot be sent in a header: %j", (apiKey) => {
    const message = rejectionOf({ "jetemail:apiKey": apiKey });
    expect(message).toContain("a space, a line break or a character outside ASCII");
    expect(message).not.toMatch(/01234567|89abcdef/);
  });
});

test("a preview needs no account key, but a valid address", () => {
  expect(configurationProblem(() => undefined, {})).toBeUndefined();
  expect(configurationProblem(() => undefined, { JETEMAIL_BASE_URL: "http://jet.example" })).toContain("plain http");
});

describe("the concurrency", () => {
  test("is 16 unless the stack or the environment sets it", () => {
    const concurrencyOf = (config: Record<string, string>, env: NodeJS.ProcessEnv = {}) =>
      connect({ "jetemail:apiKey": KEY, ...config }, env).concurrency;
    expect(concurrencyOf({})).toBe(16);
    expect(concurrencyOf({}, { JETEMAIL_CONCURRENCY: "64" })).toBe(64);
    expect(concurrencyOf({ "jetemail:concurrency": "1" }, { JETEMAIL_CONCURRENCY: "64" })).toBe(1);
  });

  test.each(["0", "65", "-1", "1.5", "many", "1e1", "0x10", "9999"])(
    "of %s is rejected at preview and by requests",
    (text) => {
      const config: Record<string, string> = { "jetemail:concurrency": text };
      const message = "jetemail:concurrency must be a whole number from 1 to 64";
      expect(configurationProblem((key) => config[key], {})).toContain(message);
      expect(rejectionOf(config)).toContain(message);
      expect(rejectionOf({}, { JETEMAIL_CONCURRENCY: text })).toContain("JETEMAIL_CONCURRENCY must be");
    },
  );
});
