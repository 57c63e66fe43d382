import { Stack } from "../harness/stack";

let stack: Stack;
beforeAll(async () => {
  stack = await Stack.create();
});
afterAll(async () => {
  await stack.close();
});

test("bad input fails at preview, each problem with its property, before any request", async () => {
  stack.declare({
    key: {
      name: "a/b",
      approvedDomain: ["example.com"],
      approvedDomains: ["example.com", "https://example.com", { $unknown: "x.example" }],
      quota: -1,
      ipRestrictions: ["010.0.0.1"],
      enabled: "no",
      rotateAfterDays: 0,
      rotatedAt: "2020-01-01",
    },
  });
  const { text } = await stack.fails("preview");
  for (const problem of [
    /name .*"a\/b" must be 1 to 64 letters/,
    /approvedDomain.*did you mean approvedDomains\?/,
    /approvedDomains\[1\].*"https:\/\/example\.com" must be a domain/,
    /quota .*-1 must be a whole number from 0 \(unlimited\) to 1000000/,
    /ipRestrictions\[0\].*"010\.0\.0\.1" must be an IPv4 or IPv6 address/,
    /enabled .*"no" must be true or false/,
    /rotateAfterDays.*must be a whole number of days from 1/,
    /rotatedAt.*no such argument/,
  ]) {
    expect(text).toMatch(problem);
  }
  await stack.upFails();
  stack.declare({
    pair: { $class: "TransactionalKeyPair", name: "x".repeat(63), adopt: "uuid", revokePrevious: "yes" },
  });
  const pair = await stack.fails("preview");
  for (const problem of [/name.*1 to 62 letters/, /adopt.*no such argument/, /revokePrevious.*must be true or false/]) {
    expect(pair.text).toMatch(problem);
  }
  expect(stack.calls()).toEqual([]);
});

test("a value that is known only at the update is checked then", async () => {
  stack.declare({ key: { approvedDomains: ["a.example", { $unknown: "not a domain" }], quota: { $unknown: 3 } } });
  await stack.preview();
  const { text } = await stack.upFails();
  expect(text).toMatch(/"not a domain" must be a domain/);
  expect(stack.calls()).toEqual([]);
});

test("a credential in the wrong place is not printed", async () => {
  const token = `transactional_${"0123456789abcdef".repeat(2)}`;
  stack.declare({
    key: {
      name: { $secret: `${token}!` },
      approvedDomains: { $secret: token },
      ipRestrictions: [{ $secret: token }],
      apiKey: "hunter2hunter2",
    },
  });
  const { text } = await stack.fails("preview");
  expect(text).toContain("no such argument");
  expect(text).not.toContain(token);
  expect(text).not.toContain("hunter2");
});

test("a preview warns where approvedDomains has no effect", async () => {
  stack.declare({ key: { allowAllDomains: true, approvedDomains: ["a.example"] } });
  expect((await stack.succeeds("preview")).text).toMatch(
    /warning: allowAllDomains is true, so approvedDomains has no effect/,
  );
  stack.declare({ key: { approvedDomains: ["a.example"] } });
  expect((await stack.succeeds("preview")).text).not.toContain("has no effect");
});

test("a preview needs no account key; an update without one says how to set it", async () => {
  stack.declare({ key: {} });
  const { JETEMAIL_API_KEY: accountKey = "" } = stack.env;
  delete stack.env.JETEMAIL_API_KEY;
  await stack.preview();
  const { text } = await stack.upFails();
  expect(text).toContain("pulumi config set --secret jetemail:apiKey");
  expect(text).toContain("JETEMAIL_API_KEY");
  expect(stack.calls()).toEqual([]);
  stack.env.JETEMAIL_API_KEY = accountKey;
});

test("an address that would show the account key to the network is refused at preview", async () => {
  stack.declare({ key: {} });
  await stack.succeeds("config", "set", "jetemail:baseUrl", "http://api.jetemail.com");
  expect((await stack.fails("preview")).text).toMatch(/jetemail:baseUrl is plain http/);
  await stack.succeeds("config", "rm", "jetemail:baseUrl");
});

test("an account key that the program sets itself reaches no provider, and the message says what to do", async () => {
  const { source } = stack;
  const { JETEMAIL_API_KEY = "" } = stack.env;
  delete stack.env.JETEMAIL_API_KEY;
  try {
    stack.declare({ key: {} });
    stack.program(`process.env.JETEMAIL_API_KEY = "${JETEMAIL_API_KEY}";\n${source}`);
    const { text } = await stack.upFails();
    expect(text).toContain("A variable that the program sets itself, for instance with dotenv, does not reach the");
    expect(stack.calls()).toEqual([]);
  } finally {
    stack.env.JETEMAIL_API_KEY = JETEMAIL_API_KEY;
    stack.program(source);
  }
});

test("a domain that the account has not verified is named in a warning, with the nearest one that it has", async () => {
  stack.simulator.options.domains = [{ domain: "example.com", verified: true }];
  stack.declare({ key: { approvedDomains: ["exmaple.com", "mail.example.com"] } });
  const { text } = await stack.up();
  expect(text).toContain("The approved domain exmaple.com is not among the domains of the JetEmail account");
  expect(text).toContain("Did you mean example.com?");
  expect(text).not.toContain("The approved domain mail.example.com");
});
