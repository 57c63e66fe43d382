import type { dynamic } from "@pulumi/pulumi";
import { createProvider, provider as exported } from "../../provider";
import { UNKNOWN } from "../../provider/arguments/unknown";
import { failureOf } from "../support/failure";
import { useJetEmail } from "../support/jetEmail";
import { shown } from "../support/shown";

const jetEmail = useJetEmail();
const __provider = "exports.handler = () => {}";
const INPUTS = { name: "receipts", quota: 5, __provider };

/** All seven methods, since Pulumi's interface calls most of them optional. */
type Provider = Required<dynamic.ResourceProvider>;

const provider = (env: NodeJS.ProcessEnv = {}) => {
  const { accountKey, url } = jetEmail.simulator;
  return createProvider({ JETEMAIL_API_KEY: accountKey, JETEMAIL_BASE_URL: url, ...env }) as Provider;
};

const stackConfig = (values: Record<string, string>) =>
  ({ config: { get: (key: string) => values[key] } }) as unknown as dynamic.ConfigureRequest;

/** What the state holds after a create: Pulumi unwraps secrets and adds the provider. */
async function created(inputs: Record<string, unknown> = INPUTS) {
  const { id, outs } = await provider().create(inputs);
  jetEmail.simulator.clearRequests();
  return { id, state: { ...outs, apiToken: outs?.apiToken.value, __provider } };
}

function secret(value: string | undefined) {
  return { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", value };
}

function undefinedIn(value: unknown, path = "result"): string[] {
  if (typeof value === "object" && value !== null) {
    return Object.entries(value).flatMap(([key, item]) => undefinedIn(item, `${path}.${key}`));
  }
  return value === undefined ? [path] : [];
}

/** Pulumi prints a stack, and takes an id, a code or details for its own protocol. */
function expectOnlyAMessage(error: Error): void {
  expect(error.constructor).toBe(Error);
  expect(Object.getOwnPropertyNames(error).sort()).toEqual(["message", "stack"]);
  expect(error.stack).toBe("");
  expect(shown(error)).not.toContain(jetEmail.simulator.accountKey);
  expect(error.cause).toBeUndefined();
}

function expectOneLine(message: string): void {
  for (const control of ["\r", "\n", "\u001b"]) {
    expect(message).not.toContain(control);
  }
}

test("a preview works before configure is done, and sends no request", async () => {
  const shell = provider();
  const configured = shell.configure(stackConfig({}));
  const checked = await shell.check({}, INPUTS);
  const same = await shell.diff("id", { ...INPUTS, quota: 5 }, checked.inputs as typeof INPUTS);
  await configured;
  expect(checked.failures).toEqual([]);
  expect(same).toEqual({ changes: expect.any(Boolean) });
  expect(jetEmail.calls()).toEqual([]);
});

test("a preview works without an account key and without configure", async () => {
  const shell = createProvider({}) as Provider;
  expect(await shell.check({}, INPUTS)).toEqual({ inputs: INPUTS, failures: [] });
  expect(await shell.diff("id", {}, INPUTS)).toEqual({ changes: true });
});

test("what a check returns keeps the provider, also beside failures and unknown values", async () => {
  expect((await provider().check({}, { ...INPUTS, quota: 0 })).inputs).toEqual({ name: "receipts", __provider });
  const unknown = { ...INPUTS, quota: UNKNOWN, approvedDomains: [UNKNOWN] };
  expect((await provider().check({}, unknown)).inputs).toEqual(unknown);
  const refused = await provider().check({}, { ...INPUTS, quota: -1 });
  expect(refused.inputs).toEqual({ ...INPUTS, quota: -1 });
  expect(refused.failures?.map(({ property }) => property)).toEqual(["quota"]);
});

test("a bad address of the API is a failure at preview, beside those of the arguments", async () => {
  const shell = provider();
  await shell.configure(stackConfig({ "jetemail:baseUrl": "http://jet.example" }));
  expect((await shell.check({}, { ...INPUTS, quota: -1 })).failures).toEqual([
    { property: "", reason: expect.stringContaining("jetemail:baseUrl is plain http") },
    { property: "quota", reason: expect.any(String) },
  ]);
});

test("without an account key every call but a preview says how to set one, and sends nothing", async () => {
  const { id, state } = await created();
  const shell = provider({ JETEMAIL_API_KEY: "" });
  for (const call of [
    shell.create(INPUTS),
    shell.read(id, state),
    shell.update(id, state, { ...INPUTS, quota: 6 }),
    shell.delete(id, state),
  ]) {
    const error = await failureOf(call);
    expect(error.message).toContain("`pulumi config set --secret jetemail:apiKey <key>`");
    expect(error.message).toContain("JETEMAIL_API_KEY");
    expectOnlyAMessage(error);
  }
  expect(jetEmail.calls()).toEqual([]);
});

test("stack config is used from the moment that configure is called, and anew when it is called again", async () => {
  const shell = createProvider({}) as Provider;
  const { accountKey, url } = jetEmail.simulator;
  void shell.configure(stackConfig({ "jetemail:apiKey": "api_wrong", "jetemail:baseUrl": url }));
  expect((await failureOf(shell.create(INPUTS))).message).toContain("JetEmail answered 401");
  void shell.configure(stackConfig({ "jetemail:apiKey": accountKey, "jetemail:baseUrl": url }));
  expect((await shell.create(INPUTS)).id).toBe(jetEmail.key.uuid);
});

test("a create returns the token as a secret, and nothing that is undefined", async () => {
  const result = await provider().create(INPUTS);
  expect(result.id).toBe(jetEmail.key.uuid);
  expect(result.outs?.apiToken).toEqual(secret(jetEmail.key.token));
  expect(result.outs).not.toHaveProperty("__provider");
  expect(undefinedIn(result)).toEqual([]);
});

test("an update returns the token as a secret, and nothing that is undefined", async () => {
  const { id, state } = await created();
  const result = await provider().update(id, state, { ...INPUTS, quota: 6, enabled: false });
  expect(result.outs).toMatchObject({ quota: 6, enabled: false, apiToken: secret(jetEmail.key.token) });
  expect(result.outs).not.toHaveProperty("__provider");
  expect(undefinedIn(result)).toEqual([]);
});

test("a read returns the token as a secret, the arguments in force as inputs, and nothing that is undefined", async () => {
  const { id, state } = await created();
  jetEmail.simulator.edit.set(id, { quota: 7 });
  const result = await provider().read(id, state);
  expect(result.id).toBe(id);
  expect(result.props).toMatchObject({ quota: 7, apiToken: secret(jetEmail.key.token) });
  expect(result).toMatchObject({ inputs: { name: "receipts", quota: 7 } });
  expect(undefinedIn(result)).toEqual([]);
});

test.each(["current", "older"] as const)(
  "nothing is undefined on a server of the %s version either",
  async (dialect) => {
    jetEmail.simulator.options.dialect = dialect;
    const { id, state } = await created();
    const { outs } = await provider().update(id, state, { ...INPUTS, name: "renamed" });
    const updated = { ...outs, apiToken: outs?.apiToken.value, __provider };
    expect(undefinedIn([state, outs, await provider().read(id, updated)])).toEqual([]);
  },
);

test("a read by id alone, as of a look-up, works", async () => {
  const { id } = await created();
  expect((await provider().read(id)).props).toMatchObject({ name: "receipts", quota: 5 });
  expect((await provider().read(id, { __provider })).props).toMatchObject({ name: "receipts", quota: 5 });
});

test("a read of a key that is gone takes it out of the state", async () => {
  const { id, state } = await created();
  jetEmail.simulator.edit.delete(id);
  expect(await provider().read(id, state)).toEqual({ id: "", props: {} });
});

test("a delete removes the key, and may be repeated", async () => {
  const { id, state } = await created();
  await provider().delete(id, state);
  await provider().delete(id, state);
  expect(jetEmail.simulator.keys).toEqual([]);
});

test.each([
  ["create", 'Could not create the key "receipts". JetEmail answered 500', (s: Provider) => s.create(INPUTS)],
  ["read", "Could not read the key. JetEmail answered 500", (s: Provider) => s.read("id", INPUTS)],
  [
    "update",
    'Could not update the key "receipts". JetEmail answered 500',
    (s: Provider) => s.update("id", { name: "receipts", status: "active", apiToken: "t" }, { name: "x" }),
  ],
  [
    "delete",
    'Could not delete the key "receipts". JetEmail answered 500',
    (s: Provider) => s.delete("id", { name: "receipts", apiToken: "t" }),
  ],
] as const)("a %s that fails throws a message and nothing else", async (_, message, call) => {
  jetEmail.simulator.faults.add({ status: 500 });
  const error = await failureOf(call(provider()));
  expect(error.message).toContain(message);
  expectOnlyAMessage(error);
});

test("an error that nobody foresaw is not shown, since it could quote anything", async () => {
  const shell = provider();
  await shell.configure({
    config: {
      get: () => {
        throw Object.assign(new Error(jetEmail.simulator.accountKey), { code: 5, details: "x", id: "y" });
      },
    },
  } as unknown as dynamic.ConfigureRequest);
  const error = await failureOf(shell.create(INPUTS));
  expect(error.message).toBe(
    'Could not create the key "receipts". An unexpected error occurred inside pulumi-jetemail.',
  );
  expectOnlyAMessage(error);
});

test("a create that stopped half-way hands Pulumi what it must save, the token as a secret", async () => {
  jetEmail.simulator.faults.add({ method: "GET", status: 500 });
  const error = await failureOf<Error & { id: string; properties: Record<string, unknown>; reasons: string[] }>(
    provider().create(INPUTS),
  );
  expect(Object.keys(error).sort()).toEqual(["id", "properties", "reasons"]);
  expect(error.id).toMatch(/^fingerprint-/);
  expect(error.properties).toMatchObject({
    name: "receipts",
    quota: 5,
    apiToken: secret(jetEmail.key.token),
    __provider,
  });
  expect(error.reasons.join(" ")).not.toContain(jetEmail.key.token);
  expect(error.message).not.toContain(jetEmail.key.token);
  expect(error.stack).toBe("");
  expect(undefinedIn([error.properties, error.reasons])).toEqual([]);
});

test("an update that stopped half-way hands Pulumi what is in force", async () => {
  const { id, state } = await created();
  jetEmail.simulator.faults.add({ method: "PATCH", skip: 1, status: 500 });
  const error = await failureOf(provider().update(id, state, { ...INPUTS, quota: 6, enabled: false }));
  expect(error).toMatchObject({
    id,
    properties: { quota: 6, enabled: true, apiToken: secret(jetEmail.key.token), __provider },
  });
  expect(undefinedIn((error as Error & { properties: unknown }).properties)).toEqual([]);
});

test.each(["update", "delete"] as const)(
  "a name from JetEmail's list is made fit to print where its %s fails",
  async (method) => {
    const { id, state } = await created();
    jetEmail.simulator.edit.rename(id, "re\u001b[2Jceipts\r\nError: transactional_0123456789abcdef");
    const { props = {} } = await provider().read(id, state);
    const known = { ...props, apiToken: jetEmail.key.token, __provider };
    jetEmail.simulator.edit.delete(id);
    jetEmail.simulator.faults.add({ method: "GET", status: 500 });
    const calls = { update: () => provider().update(id, known, INPUTS), delete: () => provider().delete(id, known) };
    const { message } = await failureOf(calls[method]());
    expectOneLine(message);
    expect(message).not.toContain("0123456789abcdef");
  },
);

test("a name from JetEmail's list is made fit to print where the key is gone or not the only one", async () => {
  const name = "re\u001b[2Jceipts\nError";
  const { id, state } = await created();
  jetEmail.simulator.edit.delete(id);
  const { message } = await failureOf(provider().update(id, { ...state, name }, INPUTS));
  expect(message).toContain("no longer exists at JetEmail");
  expectOneLine(message);

  jetEmail.simulator.options.dialect = "older";
  jetEmail.simulator.options.now = () => 0;
  jetEmail.simulator.edit.create({ name });
  jetEmail.simulator.edit.create({ name });
  const known = { ...state, name, createdAt: new Date(0).toISOString() };
  const ambiguous = await failureOf(provider().read("fingerprint-0", known));
  expect(ambiguous.message).toContain("JetEmail lists 2 keys");
  expectOneLine(ambiguous.message);
});

test("keys that are created at the same time do not get in each other's way", async () => {
  const shell = provider();
  const names = Array.from({ length: 20 }, (_, index) => `key-${index}`);
  const results = await Promise.all(names.map((name) => shell.create({ name, __provider })));
  expect(results.map(({ outs }) => outs?.name)).toEqual(names);
  expect(new Set(results.map(({ id }) => id)).size).toBe(20);
});

test("the provider that stacks refer to has all seven methods", () => {
  const methods = ["configure", "check", "diff", "create", "read", "update", "delete"];
  expect(Object.keys(exported).sort()).toEqual(methods.sort());
});
