import { Run } from "../../../provider/run/run";
import { ROTATED_AT } from "../../harness/arguments";
import { failureOf } from "../../harness/failure";
import {
  configureRequest,
  expectOnlyAMessage,
  keyProviderOf,
  NO_RETRIES,
  type PartialFailure,
  PROVIDER,
  type Provider,
  pairProviderOf,
  secret,
  stateOf,
  undefinedIn,
} from "../../harness/inProcessProvider";
import { useJetEmail } from "../../harness/jetEmail";

const jetEmail = useJetEmail();
const GIVEN = { name: "mail", rotationTrigger: 1, quota: 5, __provider: PROVIDER };
const INPUTS = { ...GIVEN, rotatedAt: ROTATED_AT, current: "a" };
const ROTATED = { ...INPUTS, rotationTrigger: 2, rotatedAt: "2026-09-09T00:00:00.000Z", current: "b" };

const provider = (env: NodeJS.ProcessEnv = {}) => {
  const { accountKey, url } = jetEmail.simulator;
  return pairProviderOf(new Run({ JETEMAIL_API_KEY: accountKey, JETEMAIL_BASE_URL: url, ...env }, NO_RETRIES));
};

async function created(shell = provider()) {
  const { id, outs } = await shell.create(INPUTS);
  return { id, outs, state: stateOf(outs) };
}

interface Keys {
  a: { apiToken: string; tokenFingerprint: string };
  b: { apiToken: string; tokenFingerprint: string };
}

const keysIn = (outs: { keys?: unknown } = {}) => (outs.keys as { value: Keys }).value;

test("a create returns both keys as one secret, beside fingerprints in clear, and nothing that is undefined", async () => {
  const { id, outs } = await created();
  expect(id).toBe(jetEmail.simulator.keys[0]?.uuid);
  const { a, b } = keysIn(outs);
  expect(outs?.keys).toEqual(secret({ a, b }));
  expect([a.apiToken, b.apiToken]).toEqual(jetEmail.simulator.issuedTokens);
  expect(outs).toMatchObject({
    current: "a",
    tokenFingerprint: a.tokenFingerprint,
    previousTokenFingerprint: b.tokenFingerprint,
  });
  const { keys, ...inClear } = outs ?? {};
  for (const token of jetEmail.simulator.issuedTokens) {
    expect(JSON.stringify(inClear)).not.toContain(token);
  }
  expect(outs).not.toHaveProperty("__provider");
  expect(undefinedIn(outs)).toEqual([]);
});

test.each(["current", "older"] as const)(
  "nothing is undefined in what an update and a read return, on a server of the %s version",
  async (dialect) => {
    jetEmail.simulator.options.dialect = dialect;
    const { id, state } = await created();
    const { outs } = await provider().update(id, state, { ...ROTATED, revokePrevious: true, enabled: false });
    expect(outs).toMatchObject({ current: "b", revokePrevious: true, enabled: false });
    const { a, b } = keysIn(outs);
    expect([a.apiToken, b.apiToken]).toEqual(jetEmail.simulator.keys.map(({ token }) => token));
    expect(outs).toMatchObject({ tokenFingerprint: b.tokenFingerprint, previousTokenFingerprint: a.tokenFingerprint });
    expect(outs).not.toHaveProperty("__provider");
    const read = await provider().read(id, stateOf(outs));
    expect(read.props).toEqual({ ...outs, __provider: PROVIDER });
    expect(undefinedIn([outs, read])).toEqual([]);
  },
);

test("a preview says which key will be current, and sends nothing", async () => {
  const { id, state } = await created();
  jetEmail.calls();
  const shell = pairProviderOf(new Run({}));
  const checked = await shell.check(INPUTS, { ...GIVEN, rotationTrigger: 2 });
  expect(checked).toMatchObject({ inputs: { current: "b", __provider: PROVIDER }, failures: [] });
  expect(await shell.diff(id, state, checked.inputs)).toEqual({ changes: true, replaces: [] });
  expect(await shell.diff(id, state, INPUTS)).toEqual({ changes: false, replaces: [] });
  expect(jetEmail.calls()).toEqual([]);
});

test("problems of the configuration and of the arguments are told together", async () => {
  const shell = provider();
  await shell.configure(configureRequest({ "jetemail:accounts": '{"eu":{"apiKey":"api_1"}}' }));
  const { inputs, failures } = await shell.check({}, { ...GIVEN, account: "us", quota: -1 });
  expect(failures?.map(({ property }) => property)).toEqual(["account", "quota"]);
  expect(inputs).toEqual({ ...GIVEN, account: "us", quota: -1 });
});

test("a pair that was made in part reaches Pulumi with the key that exists and the provider", async () => {
  jetEmail.simulator.faults.add({ method: "POST", skip: 1, status: 403 });
  const error = await failureOf<PartialFailure>(provider().create(INPUTS));
  const { uuid, token } = jetEmail.key;
  expect(Object.keys(error).sort()).toEqual(["id", "properties", "reasons"]);
  expect(error.id).toBe(uuid);
  expect(error.properties).toMatchObject({ current: "a", __provider: PROVIDER });
  expect(error.properties.keys).toEqual(secret({ a: expect.objectContaining({ apiToken: token }) }));
  expect(error.properties).not.toHaveProperty("previousTokenFingerprint");
  expect(error.stack).toBe("");
  expect(error.message + error.reasons.join("")).not.toContain(token);
  expect(undefinedIn([error.properties, error.reasons])).toEqual([]);
});

test("an update that stopped half-way reaches Pulumi with the new token and the provider", async () => {
  const { id, state } = await created();
  jetEmail.simulator.faults.add({ method: "PATCH", status: 500 });
  const error = await failureOf<PartialFailure>(provider().update(id, state, { ...ROTATED, quota: 6 }));
  expect(error).toMatchObject({ id, properties: { current: "b", __provider: PROVIDER } });
  const { keys } = error.properties as { keys: { value: Keys } };
  expect(keys.value.b.apiToken).toBe(jetEmail.simulator.keys[1]?.token);
  expect(undefinedIn(error.properties)).toEqual([]);
});

test("a read of a pair that is gone takes it out of the state, and a delete of it succeeds", async () => {
  const { id, state } = await created();
  await provider().delete(id, state);
  expect(jetEmail.simulator.keys).toEqual([]);
  expect(await provider().read(id, state)).toEqual({ id: "", props: {} });
  await provider().delete(id, state);
});

test.each<[string, (shell: Provider, id: string, state: Record<string, unknown>) => Promise<unknown>]>([
  ['Could not create the pair "mail"', (shell) => shell.create(INPUTS)],
  ["Could not read the pair", (shell, id, state) => shell.read(id, state)],
  ['Could not update the pair "mail"', (shell, id, state) => shell.update(id, state, ROTATED)],
  ['Could not delete the pair "mail"', (shell, id, state) => shell.delete(id, state)],
])("what fails says %j and nothing else", async (message, call) => {
  const { id, state } = await created();
  jetEmail.simulator.faults.add({ count: 99, status: 429 });
  const error = await failureOf(call(provider(), id, state));
  expect(error.message).toContain(`${message}. JetEmail answered 429`);
  expectOnlyAMessage(error, jetEmail.simulator.accountKey, ...jetEmail.simulator.issuedTokens);
});

test("a read without a state, which no program can ask for, shows nothing of what went wrong inside", async () => {
  const error = await failureOf(provider().read("u1"));
  expectOnlyAMessage(error);
});

test("a pair one of whose keys is adopted by another resource is refused", async () => {
  const { id, state } = await created();
  const run = new Run({});
  run.ownedKeys.reserve(jetEmail.simulator.keys[1]?.uuid ?? "");
  const error = await failureOf(pairProviderOf(run).diff(id, state, INPUTS));
  expect(error.message).toContain('Could not compare the pair "mail". Another resource of this program has `adopt:');
});

test("a key of the pair that another resource adopted outlives the pair, and that is told", async () => {
  const { state } = await created();
  const [a, b] = jetEmail.simulator.keys;
  const run = new Run({
    JETEMAIL_API_KEY: jetEmail.simulator.accountKey,
    JETEMAIL_BASE_URL: jetEmail.simulator.url,
  });
  run.ownedKeys.adopt(b?.uuid ?? "");
  const printed: string[] = [];
  jest.spyOn(process.stdout, "write").mockImplementation((text) => printed.push(String(text)) > 0);
  await pairProviderOf(run)
    .delete(a?.uuid ?? "", state)
    .finally(() => {
      jest.restoreAllMocks();
    });
  expect(jetEmail.key.uuid).toBe(b?.uuid);
  expect(printed).toEqual([
    `The JetEmail key "mail-b" (${b?.uuid}) is kept: another resource adopted it in this update or in an interrupted one.\n`,
  ]);
});

test("a deletion that failed after the first key goes on with the second", async () => {
  const { id, state } = await created();
  jetEmail.simulator.faults.add({ method: "DELETE", skip: 1, status: 500 });
  expect((await failureOf(provider().delete(id, state))).message).toContain("JetEmail answered 500");
  expect(jetEmail.key.name).toBe("mail-b");
  await provider().delete(id, state);
  expect(jetEmail.simulator.keys).toEqual([]);
});

test("a deletion of a partially created pair deletes the key that there is", async () => {
  jetEmail.simulator.faults.add({ method: "POST", skip: 1, status: 403 });
  const { id, properties } = await failureOf<PartialFailure>(provider().create(INPUTS));
  await provider().delete(id, stateOf(properties));
  expect(jetEmail.simulator.keys).toEqual([]);
});

test("a pair is not deleted while another resource is to adopt one of its keys and has not done so", async () => {
  const { id, state } = await created();
  const [, b] = jetEmail.simulator.keys;
  const run = new Run({ JETEMAIL_API_KEY: jetEmail.simulator.accountKey, JETEMAIL_BASE_URL: jetEmail.simulator.url });
  expect((await keyProviderOf(run).check({}, { name: "mail", adopt: b?.uuid })).failures).toEqual([]);
  const error = await failureOf(pairProviderOf(run).delete(id, state));
  expect(error.message).toContain(
    `is to adopt the key "mail-b" (${b?.uuid}) and has not done so. Nothing was deleted.`,
  );
  expect(jetEmail.simulator.keys).toHaveLength(2);
});

test("keys of a pair that is in the program stop no create of their names, and others do", async () => {
  const { id, state } = await created();
  const run = new Run({
    JETEMAIL_API_KEY: jetEmail.simulator.accountKey,
    JETEMAIL_BASE_URL: jetEmail.simulator.url,
  });
  jest.spyOn(run.ownedKeys, "ownsSoon").mockImplementation(async (key) => run.ownedKeys.owns(key));
  const shell = pairProviderOf(run);
  const { inputs } = await shell.check(INPUTS, GIVEN);
  expect(["mail", "mail-a", "mail-b"].map((name) => run.ownedKeys.expected(name))).toEqual([0, 1, 1]);
  await shell.diff(id, state, inputs);
  expect(["mail-a", "mail-b"].map((name) => run.ownedKeys.expected(name))).toEqual([0, 0]);
  const stray = jetEmail.simulator.edit.create({ name: "mail-b" });
  const error = await failureOf<PartialFailure>(shell.create({ ...INPUTS, rotatedAt: "2026-09-09T00:00:00.000Z" }));
  expect(error.message).toContain(`rename the pair, or delete "${stray.uuid}" in JetEmail's dashboard`);
  expect(error.properties).toBeUndefined();
  expect(jetEmail.simulator.keys.map(({ name }) => name)).toEqual(["mail-a", "mail-b", "mail-b"]);
});
