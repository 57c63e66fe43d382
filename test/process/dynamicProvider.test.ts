import { PROVIDER_REFERENCE } from "../../sdk/nodejs/providerReference";
import {
  type CallError,
  DynamicProvider,
  type Properties,
  secret,
  withoutSecretMarks,
} from "../harness/dynamicProvider";
import { failureOf } from "../harness/failure";
import { repository } from "../harness/repository";
import { API_CALLS, type Simulator, startSimulator } from "../harness/simulator";

/** What only Pulumi's process can show; that the provider's answers are right is tested in test/unit and test/engine. */

const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const INSTANT = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
/** How often the provider makes a call that fails. */
const TRIES = 5;

let simulator: Simulator;
let provider: DynamicProvider;

beforeEach(async () => {
  simulator = await startSimulator();
  const config = { "jetemail:apiKey": simulator.accountKey, "jetemail:baseUrl": simulator.url };
  provider = await DynamicProvider.start({ cwd: repository, config });
});

afterEach(async () => {
  await DynamicProvider.closeAll();
  await simulator.close();
  for (const credential of [simulator.accountKey, ...simulator.issuedTokens]) {
    expect(provider.shown).not.toContain(credential);
  }
});

/** Arguments as the SDK sends them. */
function args(given: Properties): Properties {
  return { __provider: PROVIDER_REFERENCE, ...given };
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
  const methods = simulator.requests.map(({ method, path }) => (path.endsWith("/domains") ? "domains" : method));
  simulator.clearRequests();
  return methods;
}

test("a key goes from check over create, an empty diff, update and read to delete", async () => {
  const checked = await provider.check({}, args({ name: "receipts", quota: 5, approvedDomains: ["Example.com"] }));
  expect(checked).toEqual({
    inputs: args({ name: "receipts", quota: 5, approvedDomains: ["example.com"] }),
    failures: {},
  });
  expect(requests()).toEqual([]);

  const { id, properties } = await provider.create(checked.inputs);
  const { token, uuid } = onlyKey();
  const made = requests();
  expect(made.filter((request) => request !== "domains")).toEqual(["GET", "POST", "GET"]);
  expect(made).toContain("domains"); // beside the create
  expect(id).toBe(uuid);
  expect(properties).toEqual(
    args({
      uuid,
      __owner: expect.stringMatching(/^[0-9a-f-]{36}$/),
      apiToken: secret(token),
      tokenFingerprint: expect.stringMatching(/^[0-9a-f]{16}$/),
      accountFingerprint: expect.stringMatching(/^[0-9a-f]{6}$/),
      status: "active",
      createdAt: new Date(onlyKey().createdAt).toISOString(),
      rotatedAt: INSTANT,
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
  expect(changed.inputs).toEqual(args({ name: "receipts", quota: 0, approvedDomains: [], enabled: false }));
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
    inputs: args({ name: "receipts", enabled: false }),
  });

  await provider.delete(id, withoutSecretMarks(updated));
  expect(requests()).toEqual(["DELETE"]);
  expect(simulator.keys).toEqual([]);
});

test("a check works where even the provider is not known yet", async () => {
  const olds = args({ name: "receipts" });
  const { inputs, failures } = await provider.check(olds, { __provider: UNKNOWN, name: "receipts" });
  expect({ inputs, failures }).toEqual({
    inputs: { __provider: UNKNOWN, name: "receipts" },
    failures: {},
  });
});

test("the largest partial result, a key with as many domains and addresses as there may be, reaches the engine", async () => {
  simulator.faults.add({ ...API_CALLS.list, skip: 1, count: TRIES, status: 500 });
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

test("the process prints its port and what failed, and neither the account key nor a token, which its answers hold", async () => {
  const { inputs } = await provider.check({}, args({ name: "receipts" }));
  const { id, properties } = await provider.create(inputs);
  const state = withoutSecretMarks(properties);
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
