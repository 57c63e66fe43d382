import { PROVIDER_REFERENCE } from "../../sdk/nodejs/providerReference";
import { build } from "../harness/build";
import {
  type CallError,
  DynamicProvider,
  type Properties,
  secret,
  withoutSecretMarks,
} from "../harness/dynamicProvider";
import { failureOf } from "../harness/failure";
import { repository } from "../harness/repository";
import { type Simulator, type SimulatorOptions, startSimulator } from "../harness/simulator";

const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const KEYS = "/outbound/transactional-keys";
const ROTATED_AT = "2026-02-03T04:05:06.789Z";
const INSTANT = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

let simulator: Simulator;
/** Every process of the test, for a look at what it printed. */
let providers: DynamicProvider[];

beforeAll(build);

beforeEach(async () => {
  simulator = await startSimulator();
  providers = [];
});

afterEach(async () => {
  await DynamicProvider.closeAll();
  await simulator.close();
  const shown = providers.map((provider) => provider.shown).join("");
  for (const credential of [simulator.accountKey, ...simulator.issuedTokens]) {
    expect(shown).not.toContain(credential);
  }
});

/** A process configured for the simulated account, unless the test has another configuration. */
async function start(config?: Record<string, string>, env?: Record<string, string>): Promise<DynamicProvider> {
  const provider = await DynamicProvider.start({
    cwd: repository,
    config: config ?? { "jetemail:apiKey": simulator.accountKey, "jetemail:baseUrl": simulator.url },
    ...(env && { env }),
  });
  providers.push(provider);
  return provider;
}

async function restartSimulator(options: SimulatorOptions): Promise<void> {
  await simulator.close();
  simulator = await startSimulator(options);
}

/** Arguments as the SDK sends them. */
function args(given: Properties): Properties {
  return { __provider: PROVIDER_REFERENCE, ...given };
}

/** Arguments as check hands them on. */
function checkedArgs(given: Properties, rotatedAt: unknown = ROTATED_AT): Properties {
  return args({ ...given, rotatedAt });
}

/** Checks and creates a key as the engine does. */
async function created(provider: DynamicProvider, given: Properties) {
  const { inputs, failures } = await provider.check({}, args(given));
  expect(failures).toEqual({});
  const { id, properties } = await provider.create(inputs);
  return { id, inputs, properties, state: withoutSecretMarks(properties) };
}

function onlyKey() {
  const [key, ...others] = simulator.keys;
  if (!key || others.length > 0) {
    throw new Error(`expected one key at JetEmail, found ${simulator.keys.length}`);
  }
  return key;
}

/** The requests since the last call. */
function requests(): string[] {
  const methods = simulator.requests.map(({ method }) => method);
  simulator.clearRequests();
  return methods;
}

describe("a key's life", () => {
  test("goes from check over create, an empty diff, update and read to delete", async () => {
    const provider = await start();

    const checked = await provider.check({}, args({ name: "receipts", quota: 5, approvedDomains: ["Example.com"] }));
    expect(checked).toEqual({
      inputs: checkedArgs({ name: "receipts", quota: 5, approvedDomains: ["example.com"] }, INSTANT),
      failures: {},
    });
    expect(requests()).toEqual([]);
    const { rotatedAt } = checked.inputs;

    const { id, properties } = await provider.create(checked.inputs);
    const { token, uuid } = onlyKey();
    expect(requests()).toEqual(["GET", "POST", "GET"]);
    expect(id).toBe(uuid);
    expect(properties).toEqual(
      args({
        uuid,
        apiToken: secret(token),
        tokenFingerprint: expect.stringMatching(/^[0-9a-f]{16}$/),
        status: "active",
        createdAt: new Date(onlyKey().createdAt).toISOString(),
        rotatedAt,
        name: "receipts",
        allowAllDomains: false,
        approvedDomains: ["example.com"],
        quota: 5,
        ipRestrictions: [],
        enabled: true,
      }),
    );
    const state = withoutSecretMarks(properties);

    const again = await provider.check(
      checked.inputs,
      args({ name: "receipts", quota: 5, approvedDomains: ["EXAMPLE.com"] }),
    );
    expect(again.inputs).toEqual(checked.inputs);
    expect(await provider.diff(id, state, again.inputs)).toBe("none");

    const changed = await provider.check(checked.inputs, args({ name: "receipts", enabled: false }));
    expect(changed.inputs).toEqual(
      checkedArgs({ name: "receipts", quota: 0, approvedDomains: [], enabled: false }, rotatedAt),
    );
    expect(await provider.diff(id, state, changed.inputs)).toBe("some");
    expect(requests()).toEqual([]);

    const updated = await provider.update(id, state, changed.inputs);
    expect(requests()).toEqual(["PATCH", "PATCH"]);
    expect(onlyKey()).toMatchObject({ token, uuid, quota: 0, approvedDomains: [], status: "disabled" });
    expect(updated).toEqual({ ...properties, quota: 0, approvedDomains: [], enabled: false, status: "disabled" });
    expect(await provider.diff(id, withoutSecretMarks(updated), changed.inputs)).toBe("none");

    const read = await provider.read(id, withoutSecretMarks(updated), changed.inputs);
    expect(requests()).toEqual(["GET"]);
    expect(read).toEqual({
      id,
      properties: updated,
      inputs: checkedArgs({ name: "receipts", enabled: false }, rotatedAt),
    });

    await provider.delete(id, withoutSecretMarks(updated));
    expect(requests()).toEqual(["DELETE"]);
    expect(simulator.keys).toEqual([]);
  });

  test("is the same on a server of the older API version, which tells no uuid", async () => {
    await restartSimulator({ dialect: "older" });
    const provider = await start();
    const { id, inputs, state, properties } = await created(provider, {
      name: "receipts",
      approvedDomains: ["a.example"],
    });
    expect(id).toBe(`fingerprint-${state.tokenFingerprint}`);
    expect(state).toMatchObject({ uuid: id, apiToken: onlyKey().token, approvedDomains: ["a.example"] });
    expect(await provider.read(id, state, inputs)).toEqual({ id, properties, inputs });
    expect(await provider.update(id, state, { ...inputs, quota: 9 })).toEqual({ ...properties, quota: 9 });
    await provider.delete(id, state);
    expect(simulator.keys).toEqual([]);
  });

  test("is looked up by its id where a program has nothing else", async () => {
    const provider = await start();
    const { uuid, token } = simulator.edit.create({ name: "made in the dashboard", quota: 3 });
    const read = await provider.read(uuid, undefined, args({}));
    expect(read).toMatchObject({
      id: uuid,
      properties: { __provider: PROVIDER_REFERENCE, apiToken: secret(token), name: "made in the dashboard", quota: 3 },
      inputs: checkedArgs({ name: "made in the dashboard", quota: 3 }, read.properties.createdAt),
    });
  });

  test("goes on with a token that was rotated in the dashboard", async () => {
    const provider = await start();
    const { id, inputs, state } = await created(provider, { name: "receipts" });
    const { token } = simulator.edit.rotate(id);
    const read = await provider.read(id, state, inputs);
    expect(read).toMatchObject({ id, properties: { apiToken: secret(token) } });
    expect(await provider.update(id, state, { ...inputs, quota: 1 })).toMatchObject({ apiToken: secret(token) });
    await provider.delete(id, state);
    expect(simulator.keys).toEqual([]);
  });

  test("has ended for a read that does not find the key: its id comes back empty", async () => {
    const provider = await start();
    const { id, inputs, state } = await created(provider, { name: "receipts" });
    simulator.edit.delete(id);
    expect((await provider.read(id, state, inputs)).id).toBe("");
  });

  test("has ended for a delete that does not find the key: that is no error", async () => {
    const provider = await start();
    const { id, state } = await created(provider, { name: "receipts" });
    simulator.edit.delete(id);
    await provider.delete(id, state);
  });
});

describe("a first call", () => {
  test("may come twice at once", async () => {
    const provider = await start();
    const keys = await Promise.all([
      provider.create(checkedArgs({ name: "one" })),
      provider.create(checkedArgs({ name: "two", quota: 2 })),
    ]);
    expect(simulator.keys.map(({ name, quota }) => ({ name, quota }))).toEqual(
      expect.arrayContaining([
        { name: "one", quota: 0 },
        { name: "two", quota: 2 },
      ]),
    );
    expect(keys.map(({ id }) => id).sort()).toEqual(simulator.keys.map(({ uuid }) => uuid).sort());
  });

  test("may come together with ones of other kinds", async () => {
    const { uuid, token } = simulator.edit.create({ name: "old" });
    const provider = await start();
    const [checked, read, { id }] = await Promise.all([
      provider.check({}, args({ name: "unborn" })),
      provider.read(uuid, args({ uuid, apiToken: token, name: "old", status: "active" }), args({ name: "old" })),
      provider.create(checkedArgs({ name: "new" })),
    ]);
    expect(checked).toEqual({ inputs: checkedArgs({ name: "unborn" }, INSTANT), failures: {} });
    expect(read).toMatchObject({ id: uuid, properties: { apiToken: secret(token) } });
    expect(simulator.keys.map((key) => key.uuid)).toEqual([uuid, id]);
  });
});

describe("the configuration", () => {
  test("needs no account key for a preview, which sends no request", async () => {
    const provider = await start({ "jetemail:baseUrl": simulator.url });
    const { inputs, failures } = await provider.check({}, args({ name: "receipts", quota: 5 }));
    expect(failures).toEqual({});
    const state = args({ name: "receipts", quota: 4 });
    expect(await provider.diff("some-uuid", state, inputs)).toBe("some");
    expect(requests()).toEqual([]);
  });

  test("lacks an account key: create fails and says how to set it, for every call anew", async () => {
    const provider = await start({ "jetemail:baseUrl": simulator.url });
    for (const name of ["one", "two"]) {
      const { message, initFailed } = await failureOf<CallError>(provider.create(checkedArgs({ name })));
      expect(message).toContain(`Could not create the key "${name}"`);
      expect(message).toContain("`pulumi config set --secret jetemail:apiKey <key>`");
      expect(message).toContain("JETEMAIL_API_KEY");
      expect(initFailed).toBeUndefined();
    }
    expect(requests()).toEqual([]);
  });

  test("comes from the environment where the stack has none", async () => {
    const env = { JETEMAIL_API_KEY: simulator.accountKey, JETEMAIL_BASE_URL: simulator.url };
    await created(await start({}, env), { name: "receipts" });
    expect(onlyKey().name).toBe("receipts");
  });

  test("comes from the stack where both have one", async () => {
    const env = { JETEMAIL_API_KEY: "api_of_nobody", JETEMAIL_BASE_URL: "https://jetemail.invalid" };
    const config = { "jetemail:apiKey": simulator.accountKey, "jetemail:baseUrl": simulator.url };
    await created(await start(config, env), { name: "receipts" });
    expect(onlyKey().name).toBe("receipts");
  });

  test("with an address that cannot be used is a failure of check", async () => {
    const provider = await start({ "jetemail:apiKey": simulator.accountKey, "jetemail:baseUrl": "http://example.com" });
    const { failures } = await provider.check({}, args({ name: "receipts" }));
    expect(failures).toEqual({ "": expect.stringContaining("jetemail:baseUrl is plain http") });
  });

  test("with an account key that JetEmail refuses fails the create and names the remedy", async () => {
    const wrong = "api_0123456789abcdef0123456789abcdef";
    const provider = await start({ "jetemail:apiKey": wrong, "jetemail:baseUrl": simulator.url });
    const { message, initFailed } = await failureOf<CallError>(provider.create(checkedArgs({ name: "receipts" })));
    expect(message).toMatch(/JetEmail answered 401 .*Check the account key/);
    expect(initFailed).toBeUndefined();
    expect(provider.shown).not.toContain(wrong);
  });
});

describe("check", () => {
  test("names the path of each argument that is wrong and sends nothing", async () => {
    const provider = await start();
    const given = args({
      name: "über",
      allowAllDomains: "yes",
      approvedDomains: ["fine.example", "https://example.com"],
      quota: -1,
      ipRestrictions: ["10.0.0.1", "10.0.0.256"],
      qouta: 5,
    });
    const { inputs, failures } = await provider.check({}, given);
    expect(failures).toEqual({
      name: expect.stringContaining("must be 1 to 64 letters"),
      allowAllDomains: expect.stringContaining("must be true or false"),
      "approvedDomains[1]": expect.stringContaining("must be a domain"),
      quota: expect.stringContaining("must be a whole number"),
      "ipRestrictions[1]": expect.stringContaining("must be an IPv4 or IPv6 address"),
      '["qouta"]': expect.stringContaining("did you mean quota?"),
    });
    expect(inputs).toEqual(given);
    expect(requests()).toEqual([]);
  });

  test("shows no token that was given in the place of something else", async () => {
    const provider = await start();
    const { token } = simulator.edit.create({ name: "another" });
    const { failures } = await provider.check({}, args({ name: "receipts", approvedDomains: [token], [token]: token }));
    expect(Object.keys(failures)).toHaveLength(2);
  });

  test("and diff let pass what only the update will know", async () => {
    const provider = await start();
    const given = args({
      name: UNKNOWN,
      quota: UNKNOWN,
      approvedDomains: ["B.example", UNKNOWN],
      ipRestrictions: UNKNOWN,
    });
    const { inputs, failures } = await provider.check({}, given);
    expect(failures).toEqual({});
    expect(inputs).toEqual({ ...given, approvedDomains: [UNKNOWN, "b.example"], rotatedAt: INSTANT });

    const { id, state } = await created(provider, { name: "receipts", approvedDomains: ["b.example"] });
    expect(await provider.diff(id, state, inputs)).toBe("some");
  });

  test("works where even the provider is not known yet", async () => {
    const provider = await start();
    const olds = args({ name: "receipts" });
    const { inputs, failures } = await provider.check(olds, { __provider: UNKNOWN, name: "receipts" });
    expect({ inputs, failures }).toEqual({
      inputs: { __provider: UNKNOWN, name: "receipts", rotatedAt: INSTANT },
      failures: {},
    });
  });
});

/** How often the provider makes a call that fails. */
const TRIES = 5;

describe("an operation that stops half-way", () => {
  test("saves a new key whose uuid could not be looked up: id, token and reasons", async () => {
    const provider = await start();
    simulator.faults.add({ method: "GET", path: KEYS, skip: 1, count: TRIES, status: 500 });
    const { code, message, initFailed } = await failureOf<CallError>(
      provider.create(checkedArgs({ name: "receipts", quota: 5 })),
    );

    const { token, uuid } = onlyKey();
    expect(code).toBe(2);
    expect(message).toContain('Could not create the key "receipts"');
    expect(initFailed).toEqual({
      id: expect.stringMatching(/^fingerprint-[0-9a-f]{16}$/),
      properties: expect.objectContaining({
        __provider: PROVIDER_REFERENCE,
        apiToken: secret(token),
        name: "receipts",
        quota: 5,
      }),
      reasons: [expect.stringMatching(/JetEmail answered 500.*Run `pulumi up` again to complete it\./)],
    });

    // The engine saved that: the next update and refresh go on from it.
    const { id, properties } = initFailed ?? { id: "", properties: {} };
    const updated = await provider.update(
      id,
      withoutSecretMarks(properties),
      checkedArgs({ name: "receipts", quota: 5 }),
    );
    expect(updated).toMatchObject({ uuid, apiToken: secret(token), status: "active" });
    const read = await provider.read(id, withoutSecretMarks(updated), args({ name: "receipts", quota: 5 }));
    expect(read).toMatchObject({ id: uuid, properties: { uuid, apiToken: secret(token) } });
    await provider.delete(id, withoutSecretMarks(properties));
    expect(simulator.keys).toEqual([]);
  });

  test("saves a new key with as many domains and addresses as there may be", async () => {
    const provider = await start();
    simulator.faults.add({ method: "GET", path: KEYS, skip: 1, count: TRIES, status: 500 });
    const { inputs } = await provider.check(
      {},
      args({
        name: "receipts",
        approvedDomains: Array.from({ length: 253 }, (_, index) => `a-domain-of-usual-length-${index}.mail.example`),
        ipRestrictions: Array.from({ length: 50 }, (_, index) => `2001:db8:1111:2222:3333:4444:5555:${1000 + index}`),
      }),
    );
    const { initFailed } = await failureOf<CallError>(provider.create(inputs));
    expect(initFailed?.properties).toMatchObject({ ...inputs, apiToken: secret(onlyKey().token) });
  });

  test("saves a new key that could not be switched off, as what it is: live", async () => {
    const provider = await start();
    simulator.faults.add({ method: "PATCH", path: KEYS, count: TRIES, status: 503 });
    const { initFailed } = await failureOf<CallError>(
      provider.create(checkedArgs({ name: "receipts", enabled: false })),
    );
    expect(initFailed).toMatchObject({
      id: onlyKey().uuid,
      properties: { apiToken: secret(onlyKey().token), enabled: true, status: "active" },
      reasons: [expect.stringContaining("is live, but could not be switched off")],
    });
  });

  test("saves an update as far as it came", async () => {
    const provider = await start();
    const { id, inputs, state, properties } = await created(provider, { name: "receipts" });
    simulator.faults.add({ method: "PATCH", path: KEYS, skip: 1, count: TRIES, status: 500 });
    const { initFailed } = await failureOf<CallError>(
      provider.update(id, state, { ...inputs, quota: 7, enabled: false }),
    );
    expect(onlyKey()).toMatchObject({ quota: 7, status: "active" });
    expect(initFailed).toEqual({
      id,
      properties: { ...properties, quota: 7 },
      reasons: [expect.stringMatching(/^The key was changed in part\..*`pulumi up`/)],
    });
  });
});

describe("an operation that fails", () => {
  test("saves nothing for a create that JetEmail refused or that never arrived", async () => {
    const provider = await start();
    simulator.faults.add({ method: "POST", path: KEYS, status: 403, body: { success: false, error: "Limit reached" } });
    const refused = await failureOf<CallError>(provider.create(checkedArgs({ name: "receipts" })));
    expect(refused).toMatchObject({ code: 2, initFailed: undefined });
    expect(refused.message).toContain('JetEmail answered 403 "Limit reached"');

    simulator.faults.add({ method: "POST", path: KEYS, count: TRIES, reset: true });
    const lost = await failureOf<CallError>(provider.create(checkedArgs({ name: "receipts" })));
    simulator.faults.clear();
    expect(lost).toMatchObject({ code: 2, initFailed: undefined });
    expect(lost.message).toContain(`No answer from ${simulator.url}`);
    expect(simulator.keys).toEqual([]);
  });

  test("finds no key for an id that JetEmail does not know", async () => {
    const provider = await start();
    const { code, message } = await failureOf<CallError>(provider.read("no-such-uuid", undefined, args({})));
    expect(code).toBe(2);
    expect(message).toContain('JetEmail has no key with the uuid "no-such-uuid"');
  });

  test("keeps the key in the state, whatever a read or a delete meets", async () => {
    const provider = await start();
    const { id, inputs, state } = await created(provider, { name: "receipts" });
    const faults = [
      { status: 401 },
      { status: 500, body: "<html>Internal error</html>", count: TRIES },
      { status: 200, body: "not JSON" },
      { status: 200, body: {} },
      { reset: true, count: TRIES } as const,
      { truncate: true, count: TRIES } as const,
    ];
    for (const fault of faults) {
      simulator.faults.add({ ...fault, method: "GET" });
      const read = await failureOf<CallError>(provider.read(id, state, inputs));
      expect(read).toMatchObject({ code: 2, message: expect.stringContaining("Could not read the key") });
      simulator.faults.add({ ...fault, method: "DELETE" });
      const deleted = await failureOf<CallError>(provider.delete(id, state));
      expect(deleted).toMatchObject({
        code: 2,
        message: expect.stringContaining('Could not delete the key "receipts"'),
      });
    }
    expect(onlyKey().uuid).toBe(id);
    expect(requests()).not.toContain("PATCH");
  });

  test("shows no credential that JetEmail's answer quotes", async () => {
    const provider = await start();
    const { id, inputs, state } = await created(provider, { name: "receipts" });
    const error = `${simulator.accountKey} may not use ${onlyKey().token}`;
    simulator.faults.add({ count: 9, status: 403, body: { success: false, error } });
    const calls = [
      provider.create(inputs),
      provider.read(id, state, inputs),
      provider.update(id, state, { ...inputs, quota: 1 }),
      provider.delete(id, state),
    ];
    for (const { message } of await Promise.all(calls.map((call) => failureOf<CallError>(call)))) {
      expect(message).toContain("api_[secret] may not use transactional_[secret]");
    }
  });
});

test("the process prints its port and what failed, and neither the account key nor a token, which its answers hold", async () => {
  const provider = await start();
  const { id, inputs, state, properties } = await created(provider, { name: "receipts" });
  await provider.update(id, state, { ...inputs, quota: 1 });
  simulator.faults.add({ method: "GET", count: TRIES, status: 500 });
  await failureOf<CallError>(provider.read(id, state, inputs));
  await provider.delete(id, state);
  await DynamicProvider.closeAll();

  const [token = ""] = simulator.issuedTokens;
  expect(JSON.stringify(properties)).toContain(token);
  expect(simulator.requests[0]?.headers.authorization).toContain(simulator.accountKey);
  expect(provider.shown).toMatch(/^\d+\n/);
  expect(provider.shown).toContain("Could not read the key");
  expect(provider.shown).not.toContain(token);
  expect(provider.shown).not.toContain(simulator.accountKey);
});
