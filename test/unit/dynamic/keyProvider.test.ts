import { provider as exported, pairProvider } from "../../../provider";
import { Run } from "../../../provider/run/run";
import { UNKNOWN } from "../../../provider/values/unknown";
import { ROTATED_AT } from "../../harness/arguments";
import { failureOf } from "../../harness/failure";
import {
  configureRequest,
  expectOneLine,
  expectOnlyAMessage,
  keyProviderOf,
  NO_RETRIES,
  type PartialFailure,
  PROVIDER,
  type Provider,
  secret,
  stateOf,
  undefinedIn,
} from "../../harness/inProcessProvider";
import { useJetEmail } from "../../harness/jetEmail";

const jetEmail = useJetEmail();
const __provider = PROVIDER;
/** What a program declares, and what check makes of it. */
const GIVEN = { name: "receipts", quota: 5, __provider };
const INPUTS = { ...GIVEN, rotatedAt: ROTATED_AT };
const LATER = "2026-09-09T00:00:00.000Z";
const NOW = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

afterEach(() => {
  jest.restoreAllMocks();
});

const shellOf = (env: NodeJS.ProcessEnv) => keyProviderOf(new Run(env, NO_RETRIES));
const provider = (env: NodeJS.ProcessEnv = {}) => {
  const { accountKey, url } = jetEmail.simulator;
  return shellOf({ JETEMAIL_API_KEY: accountKey, JETEMAIL_BASE_URL: url, ...env });
};

/** What the state holds after a create. */
async function created(inputs: Record<string, unknown> = INPUTS) {
  const { id, outs } = await provider().create(inputs);
  jetEmail.simulator.clearRequests();
  return { id, state: stateOf(outs) };
}

test("a preview works before configure is done, and sends no request", async () => {
  const shell = provider();
  const configured = shell.configure(configureRequest({}));
  const checked = await shell.check({}, GIVEN);
  const same = await shell.diff("id", { ...INPUTS, quota: 5 }, checked.inputs as typeof INPUTS);
  await configured;
  expect(checked.failures).toEqual([]);
  expect(same).toEqual({ changes: expect.any(Boolean), replaces: [] });
  expect(jetEmail.calls()).toEqual([]);
});

test("a preview works without an account key and without configure", async () => {
  const shell = shellOf({});
  expect(await shell.check({}, GIVEN)).toEqual({ inputs: { ...GIVEN, rotatedAt: NOW }, failures: [] });
  expect(await shell.diff("id", {}, INPUTS)).toEqual({ changes: true, replaces: [] });
});

test("what a check returns keeps the provider, also beside failures and unknown values", async () => {
  expect((await provider().check({}, { ...GIVEN, quota: 0 })).inputs).toEqual({
    name: "receipts",
    rotatedAt: NOW,
    __provider,
  });
  const unknown = { ...GIVEN, quota: UNKNOWN, approvedDomains: [UNKNOWN] };
  expect((await provider().check({}, unknown)).inputs).toEqual({ ...unknown, rotatedAt: NOW });
  const refused = await provider().check({}, { ...GIVEN, quota: -1 });
  expect(refused.inputs).toEqual({ ...GIVEN, quota: -1 });
  expect(refused.failures?.map(({ property }) => property)).toEqual(["quota"]);
});

test("what shall replace a key goes from the check to the comparison, and is no argument", async () => {
  const { state } = await created();
  const { inputs, failures } = await provider().check(INPUTS, { ...GIVEN, quota: 6, replaceOnChanges: ["quota"] });
  expect(failures).toEqual([]);
  expect(inputs).toEqual({ ...INPUTS, quota: 6, replaceOnChanges: ["quota"] });
  expect(await provider().diff("id", state, inputs)).toEqual({ changes: true, replaces: ["quota"] });
});

test("a bad address of the API is a failure at preview, beside those of the arguments", async () => {
  const shell = provider();
  await shell.configure(configureRequest({ "jetemail:baseUrl": "http://jet.example" }));
  expect((await shell.check({}, { ...GIVEN, quota: -1 })).failures).toEqual([
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
    expectOnlyAMessage(error, jetEmail.simulator.accountKey);
  }
  expect(jetEmail.calls()).toEqual([]);
});

test("stack config is used from the moment that configure is called, and anew when it is called again", async () => {
  const shell = shellOf({});
  const { accountKey, url } = jetEmail.simulator;
  void shell.configure(configureRequest({ "jetemail:apiKey": "api_wrong", "jetemail:baseUrl": url }));
  expect((await failureOf(shell.create(INPUTS))).message).toContain("JetEmail answered 401");
  void shell.configure(configureRequest({ "jetemail:apiKey": accountKey, "jetemail:baseUrl": url }));
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
    expect(undefinedIn([state, outs, await provider().read(id, stateOf(outs))])).toEqual([]);
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
  jetEmail.simulator.faults.add({ count: Number.POSITIVE_INFINITY, status: 500 });
  const error = await failureOf(call(provider()));
  expect(error.message).toContain(message);
  expectOnlyAMessage(error, jetEmail.simulator.accountKey);
});

test("an error that nobody foresaw is not shown, since it could quote anything", async () => {
  const shell = provider();
  const hostile = () => {
    throw Object.assign(new Error(jetEmail.simulator.accountKey), { code: 5, details: "x", id: "y" });
  };
  await shell.configure({ config: { get: hostile, require: hostile } });
  const error = await failureOf(shell.create(INPUTS));
  expect(error.message).toBe(
    'Could not create the key "receipts". An unexpected error occurred in pulumi-jetemail. Please report it, with the version and the command. [JETEMAIL-901]',
  );
  expectOnlyAMessage(error, jetEmail.simulator.accountKey);
});

test("a create that stopped half-way hands Pulumi what it must save, the token as a secret", async () => {
  jetEmail.simulator.faults.add({ count: Number.POSITIVE_INFINITY, method: "GET", skip: 1, status: 500 });
  const error = await failureOf<PartialFailure>(provider().create(INPUTS));
  expect(Object.keys(error).sort()).toEqual(["id", "properties", "reasons"]);
  expect(error.id).toMatch(/^fingerprint-/);
  expect(error.properties).toMatchObject({
    name: "receipts",
    quota: 5,
    apiToken: secret(jetEmail.key.token),
    __provider,
  });
  expect(error.reasons).toEqual([
    expect.stringMatching(
      /^The key was created and its token saved, .* JetEmail answered 500 .* The fault is on JetEmail's side.* Run `pulumi up` again to complete it\. \[JETEMAIL-607, JETEMAIL-305\]$/,
    ),
  ]);
  expect(error.reasons.join(" ")).not.toContain(jetEmail.key.token);
  expect(error.message).not.toContain(jetEmail.key.token);
  expect(error.stack).toBe("");
  expect(undefinedIn([error.properties, error.reasons])).toEqual([]);
});

test("an update that stopped half-way hands Pulumi what is in force", async () => {
  const { id, state } = await created();
  jetEmail.simulator.faults.add({ count: Number.POSITIVE_INFINITY, method: "PATCH", skip: 1, status: 500 });
  const error = await failureOf<PartialFailure>(provider().update(id, state, { ...INPUTS, quota: 6, enabled: false }));
  expect(error).toMatchObject({
    id,
    properties: { quota: 6, enabled: true, apiToken: secret(jetEmail.key.token), __provider },
  });
  expect(undefinedIn(error.properties)).toEqual([]);
});

test.each(["update", "delete"] as const)(
  "a name from JetEmail's list is made fit to print where its %s fails",
  async (method) => {
    const { id, state } = await created();
    jetEmail.simulator.edit.rename(id, "re\u001b[2Jceipts\r\nError: transactional_0123456789abcdef");
    const known = stateOf((await provider().read(id, state)).props);
    jetEmail.simulator.edit.delete(id);
    jetEmail.simulator.faults.add({ count: Number.POSITIVE_INFINITY, method: "GET", status: 500 });
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

describe("a key at JetEmail of the name of one that is to be created", () => {
  let run: Run;
  let shell: Provider;
  beforeEach(() => {
    const { accountKey, url } = jetEmail.simulator;
    run = new Run({ JETEMAIL_API_KEY: accountKey, JETEMAIL_BASE_URL: url }, NO_RETRIES);
    shell = keyProviderOf(run);
    // No claim is waited for.
    jest.spyOn(run.ownedKeys, "ownsSoon").mockImplementation(async (key) => run.ownedKeys.owns(key));
  });

  test("does not stop it if the stack holds that key", async () => {
    const { id, state } = await created();
    await shell.diff(id, state, INPUTS);
    await shell.create({ ...INPUTS, rotatedAt: LATER });
    expect(jetEmail.simulator.keys).toHaveLength(2);
  });

  test("does not stop it if the stack holds that key half-made, so that its uuid is not known", async () => {
    const { state } = await created();
    await shell.diff("fingerprint-0", { ...state, uuid: "fingerprint-0" }, INPUTS);
    await shell.create({ ...INPUTS, rotatedAt: LATER });
    expect(jetEmail.simulator.keys).toHaveLength(2);
  });

  test("does not stop a replacement that an option of Pulumi's asks for: Pulumi checks then, and does not compare", async () => {
    await created();
    await shell.check(INPUTS, GIVEN);
    const { inputs } = await shell.check({}, GIVEN);
    await shell.create(inputs);
    expect(jetEmail.simulator.keys).toHaveLength(2);
  });

  test("stops it if the stack holds another key of that name, but not this one", async () => {
    const { id, state } = await created();
    const { inputs } = await shell.check(INPUTS, GIVEN);
    await shell.diff(id, state, inputs);
    const { uuid } = jetEmail.simulator.edit.create({ name: "receipts" });
    const error = await failureOf(shell.create({ ...INPUTS, rotatedAt: LATER }));
    expect(error.message).toMatch(/^Could not create the key "receipts"\. JetEmail already has a key named "receipts"/);
    expect(error.message).toContain(`\`adopt: "${uuid}"\``);
    expectOnlyAMessage(error, jetEmail.simulator.accountKey, ...jetEmail.simulator.issuedTokens);
  });

  test("stops it in every account, and is known in every account if the stack holds it", async () => {
    const { id, state } = await created();
    void shell.configure(
      configureRequest({
        "jetemail:apiKey": jetEmail.simulator.accountKey,
        "jetemail:baseUrl": jetEmail.simulator.url,
        "jetemail:accounts": JSON.stringify({ same: { apiKey: jetEmail.simulator.accountKey } }),
      }),
    );
    const elsewhere = { ...INPUTS, account: "same", rotatedAt: LATER };
    expect((await failureOf(shell.create(elsewhere))).message).toContain(`\`adopt: "${id}"\``);
    await shell.diff(id, state, INPUTS);
    await shell.create(elsewhere);
    expect(jetEmail.simulator.keys).toHaveLength(2);
  });
});

test("a create that Pulumi's error hooks ask for again gives the key that it made", async () => {
  const shell = provider();
  jetEmail.simulator.faults.add({ method: "GET", skip: 1, status: 500 });
  const { id, properties } = await failureOf<PartialFailure>(shell.create(INPUTS));
  expect(id).toMatch(/^fingerprint-/);
  const again = await shell.create(INPUTS);
  expect(again.id).toBe(jetEmail.key.uuid);
  expect(again.outs?.apiToken).toEqual(properties.apiToken);
});

test("keys that are created at the same time do not get in each other's way", async () => {
  const shell = provider();
  const names = Array.from({ length: 20 }, (_, index) => `key-${index}`);
  const results = await Promise.all(names.map((name) => shell.create({ name, rotatedAt: ROTATED_AT, __provider })));
  expect(results.map(({ outs }) => outs?.name)).toEqual(names);
  expect(new Set(results.map(({ id }) => id)).size).toBe(20);
});

test.each([
  ["keys", exported],
  ["pairs", pairProvider],
])("the provider of %s that stacks refer to has all seven methods", (_, shell) => {
  const methods = ["configure", "check", "diff", "create", "read", "update", "delete"];
  expect(Object.keys(shell).sort()).toEqual(methods.sort());
});
