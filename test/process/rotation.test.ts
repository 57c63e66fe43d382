import { PAIR_PROVIDER_REFERENCE, PROVIDER_REFERENCE } from "../../sdk/nodejs/providerReference";
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
import { type Simulator, startSimulator } from "../harness/simulator";

let simulator: Simulator;
let provider: DynamicProvider;

beforeAll(build);

/** Starts a provider process, as every run of Pulumi does. */
async function start(): Promise<void> {
  const config = { "jetemail:apiKey": simulator.accountKey, "jetemail:baseUrl": simulator.url };
  provider = await DynamicProvider.start({ cwd: repository, config });
}

beforeEach(async () => {
  simulator = await startSimulator();
  await start();
});

afterEach(async () => {
  await DynamicProvider.closeAll();
  await simulator.close();
  for (const credential of [simulator.accountKey, ...simulator.issuedTokens]) {
    expect(provider.shown).not.toContain(credential);
  }
});

const keyArgs = (given: Properties) => ({ __provider: PROVIDER_REFERENCE, name: "receipts", ...given });
const pairArgs = (given: Properties) => ({ __provider: PAIR_PROVIDER_REFERENCE, name: "receipts", ...given });

async function created(args: Properties) {
  const { inputs, failures } = await provider.check({}, args);
  expect(failures).toEqual({});
  const { id, properties } = await provider.create(inputs);
  return { id, inputs, properties, state: withoutSecretMarks(properties) };
}

/** The calls since the last look, by method; a rotation is `ROTATE`. */
function calls(): string[] {
  const seen = simulator.requests.map(({ method, path }) => (path.endsWith("/rotate") ? "ROTATE" : method));
  simulator.clearRequests();
  return seen;
}

const tokenOf = (suffix: string) => simulator.keys.find(({ name }) => name.endsWith(suffix))?.token;

test("a key whose trigger changes is rotated in place, and an update that was done is none a second time", async () => {
  const { id, inputs, state } = await created(keyArgs({ rotationTrigger: { reason: 1 } }));
  const { inputs: news } = await provider.check(inputs, keyArgs({ rotationTrigger: { reason: 2 } }));
  expect(await provider.diff(id, state, news)).toBe("some");
  calls();
  const updated = await provider.update(id, state, news);
  expect(calls()).toEqual(["ROTATE"]);
  expect(updated).toMatchObject({
    uuid: id,
    apiToken: secret(tokenOf("receipts")),
    rotatedAt: news.rotatedAt,
    rotationTrigger: { reason: 2 },
  });
  expect(simulator.issuedTokens).toHaveLength(2);
  expect(await provider.diff(id, withoutSecretMarks(updated), news)).toBe("none");
  expect(await provider.update(id, withoutSecretMarks(updated), news)).toEqual(updated);
  expect(calls()).toEqual([]);
});

test("a rotation whose change then fails reaches the engine with the new token, to be saved", async () => {
  const { id, inputs, state } = await created(keyArgs({ rotationTrigger: 1 }));
  const { inputs: news } = await provider.check(inputs, keyArgs({ rotationTrigger: 2, quota: 3 }));
  simulator.faults.add({ method: "PATCH", count: 5, status: 500 });
  const { initFailed } = await failureOf<CallError>(provider.update(id, state, news));
  expect(initFailed).toMatchObject({
    id,
    properties: { __provider: PROVIDER_REFERENCE, apiToken: secret(tokenOf("receipts")), rotationTrigger: 2, quota: 0 },
  });
  calls();
  await provider.update(id, withoutSecretMarks(initFailed?.properties ?? {}), news);
  expect(calls()).toEqual(["PATCH"]);
});

test("a key is adopted, and the process tells what was changed of it", async () => {
  const { uuid, token } = simulator.edit.create({ name: "receipts", quota: 5 });
  const { inputs, failures } = await provider.check({}, keyArgs({ quota: 6, adopt: uuid }));
  expect(failures).toEqual({});
  const { id, properties } = await provider.create(inputs);
  expect(id).toBe(uuid);
  expect(properties).toMatchObject({ apiToken: secret(token), quota: 6, adopt: uuid });
  await DynamicProvider.closeAll();
  expect(provider.shown).toContain(`Adopted the JetEmail key "receipts" (${uuid}): quota: 5 => 6.`);
});

test("a pair goes from check over create, rotation, read and a lost key to delete", async () => {
  const { id, inputs, properties, state } = await created(pairArgs({ rotationTrigger: 1, quota: 5 }));
  expect(inputs).toEqual(pairArgs({ rotationTrigger: 1, quota: 5, current: "a", rotatedAt: expect.any(String) }));
  expect(calls()).toEqual(["GET", "POST", "GET", "POST", "GET"]);
  expect(id).toBe(simulator.keys[0]?.uuid);
  const [a, b] = simulator.keys;
  expect(properties).toMatchObject({
    __provider: PAIR_PROVIDER_REFERENCE,
    current: "a",
    keys: secret({ a: expect.objectContaining({ apiToken: a?.token }), b: expect.any(Object) }),
    tokenFingerprint: expect.stringMatching(/^[0-9a-f]{16}$/),
  });
  expect(await provider.diff(id, state, inputs)).toBe("none");

  const { inputs: news } = await provider.check(inputs, pairArgs({ rotationTrigger: 2, quota: 5 }));
  expect(news).toMatchObject({ current: "b" });
  expect(await provider.diff(id, state, news)).toBe("some");
  const updated = await provider.update(id, state, news);
  expect(calls()).toEqual(["ROTATE"]);
  expect(tokenOf("-a")).toBe(a?.token);
  expect(tokenOf("-b")).not.toBe(b?.token);
  expect(updated).toMatchObject({ current: "b", rotatedAt: news.rotatedAt });

  const rotated = withoutSecretMarks(updated);
  expect(await provider.read(id, rotated, news)).toEqual({ id, properties: updated, inputs: news });
  simulator.edit.delete(b?.uuid ?? "");
  await start();
  const read = await provider.read(id, rotated, news);
  expect(read.inputs).toEqual({ ...news, missing: ["b"] });
  const mended = await provider.update(id, withoutSecretMarks(read.properties), news);
  expect(simulator.keys.map(({ name }) => name)).toEqual(["receipts-a", "receipts-b"]);

  await provider.delete(id, withoutSecretMarks(mended));
  expect(simulator.keys).toEqual([]);
  expect((await provider.read(id, withoutSecretMarks(mended), news)).id).toBe("");
});

test("a pair that was made in part reaches the engine with the token of the key that exists", async () => {
  simulator.faults.add({ method: "POST", skip: 1, count: 3, status: 500 });
  const { inputs } = await provider.check({}, pairArgs({}));
  const { initFailed } = await failureOf<CallError>(provider.create(inputs));
  const [a] = simulator.keys;
  expect(simulator.keys).toHaveLength(1);
  expect(initFailed).toMatchObject({
    id: a?.uuid,
    properties: {
      __provider: PAIR_PROVIDER_REFERENCE,
      keys: secret({ a: expect.objectContaining({ apiToken: a?.token }) }),
    },
  });
  const state = withoutSecretMarks(initFailed?.properties ?? {});
  const completed = await provider.update(initFailed?.id ?? "", state, inputs);
  expect(simulator.keys).toHaveLength(2);
  expect(completed).toMatchObject({ current: "a" });
});
