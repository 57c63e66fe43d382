import { Run } from "../../../provider/run/run";
import { RESOURCE } from "../../harness/arguments";
import { failureOf } from "../../harness/failure";
import {
  expectOnlyAMessage,
  type PartialFailure,
  PROVIDER,
  pairProviderOf,
  runOf,
  secret,
  stateOf,
  undefinedIn,
  useCapturedOutput,
} from "../../harness/inProcessProvider";
import { useJetEmail } from "../../harness/jetEmail";

/** What is particular to the provider of pairs; what it shares with that of keys is in createProvider.test.ts. */

const jetEmail = useJetEmail();
const output = useCapturedOutput();
const INPUTS = { name: "mail", rotationTrigger: 1, quota: 5, __provider: PROVIDER, __resource: RESOURCE };
const ROTATED = { ...INPUTS, rotationTrigger: 2 };

const newProvider = () => pairProviderOf(runOf(jetEmail.simulator));

async function created() {
  const { id, outs } = await newProvider().create(INPUTS);
  return { id, outs, state: stateOf(outs) };
}

interface Keys {
  a: { apiToken: string; tokenFingerprint: string };
  b: { apiToken: string; tokenFingerprint: string };
}

const keysIn = (outs: { keys?: unknown } = {}) => (outs.keys as { value: Keys }).value;

test("returns both keys of a new pair as one secret, and their fingerprints in clear", async () => {
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
  expect(outs).toMatchObject({ apiToken: secret(a.apiToken), previousApiToken: secret(b.apiToken) });
  const { keys, apiToken, previousApiToken, ...inClear } = outs ?? {};
  for (const token of jetEmail.simulator.issuedTokens) {
    expect(JSON.stringify(inClear)).not.toContain(token);
  }
});

test.each(["current", "older"] as const)(
  "returns the tokens and fingerprints of an updated pair, and reads the same, on the %s API version",
  async (dialect) => {
    jetEmail.simulator.options.dialect = dialect;
    const { id, state } = await created();
    const { outs } = await newProvider().update(id, state, { ...ROTATED, revokePrevious: true, enabled: false });
    expect(outs).toMatchObject({ current: "b", revokePrevious: true, enabled: false });
    const { a, b } = keysIn(outs);
    expect([a.apiToken, b.apiToken]).toEqual(jetEmail.simulator.keys.map(({ token }) => token));
    expect(outs).toMatchObject({ tokenFingerprint: b.tokenFingerprint, previousTokenFingerprint: a.tokenFingerprint });
    const read = await newProvider().read(id, stateOf(outs));
    expect(read.props).toEqual({ ...outs, __provider: PROVIDER });
  },
);

test("needs no request for a preview", async () => {
  const { id, state } = await created();
  jetEmail.calls();
  const provider = pairProviderOf(new Run({}));
  const checked = await provider.check(INPUTS, ROTATED);
  expect(checked).toEqual({ inputs: ROTATED, failures: [] });
  expect(await provider.diff(id, state, checked.inputs)).toEqual({ changes: true, replaces: [] });
  expect(await provider.diff(id, state, INPUTS)).toEqual({ changes: false, replaces: [] });
  expect(jetEmail.calls()).toEqual([]);
});

test("saves a partially created pair, with the key that exists and the provider's reference", async () => {
  jetEmail.simulator.faults.add({ method: "POST", skip: 1, status: 403 });
  const error = await failureOf<PartialFailure>(newProvider().create(INPUTS));
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

test("saves a partially updated pair, with the new token and the provider's reference", async () => {
  const { id, state } = await created();
  jetEmail.simulator.faults.add({ method: "PATCH", status: 500 });
  const error = await failureOf<PartialFailure>(newProvider().update(id, state, { ...ROTATED, quota: 6 }));
  expect(error).toMatchObject({ id, properties: { current: "b", __provider: PROVIDER } });
  const { keys } = error.properties as { keys: { value: Keys } };
  expect(keys.value.b.apiToken).toBe(jetEmail.simulator.keys[1]?.token);
  expect(undefinedIn(error.properties)).toEqual([]);
});

test("throws a message only for a read without a state, which no program can ask for", async () => {
  const error = await failureOf(newProvider().read("u1"));
  expectOnlyAMessage(error);
});

test("deletes the second key in the next run when the deletion failed after the first", async () => {
  const { id, state } = await created();
  jetEmail.simulator.faults.add({ method: "DELETE", skip: 1, status: 500 });
  expect((await failureOf(newProvider().delete(id, state))).message).toContain("JetEmail answered 500");
  expect(jetEmail.key.name).toBe("mail-b");
  await newProvider().delete(id, state);
  expect(jetEmail.simulator.keys).toEqual([]);
});

test("deletes the only key of a partially created pair", async () => {
  jetEmail.simulator.faults.add({ method: "POST", skip: 1, status: 403 });
  const { id, properties } = await failureOf<PartialFailure>(newProvider().create(INPUTS));
  await newProvider().delete(id, stateOf(properties));
  expect(jetEmail.simulator.keys).toEqual([]);
});

test("names a key that an interrupted update left of a pair that is deleted", async () => {
  jetEmail.simulator.faults.add({ method: "POST", skip: 1, status: 403 });
  const { id, properties } = await failureOf<PartialFailure>(newProvider().create(INPUTS));
  const left = jetEmail.simulator.edit.create({ name: "mail-b" });
  await newProvider().delete(id, stateOf(properties));
  expect(output.join("")).toContain(`JetEmail has a key named "mail-b" (${left.uuid}) that no resource`);
  expect(jetEmail.key.uuid).toBe(left.uuid);
});
