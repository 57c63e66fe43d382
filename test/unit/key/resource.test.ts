import { Run } from "../../../provider/run/run";
import { RESOURCE } from "../../harness/arguments";
import { failureOf } from "../../harness/failure";
import {
  keyProviderOf,
  type PartialFailure,
  PROVIDER,
  runOf,
  secret,
  stateOf,
  undefinedIn,
} from "../../harness/inProcessProvider";
import { useJetEmail } from "../../harness/jetEmail";

/** What is particular to the provider of keys; what it shares with that of pairs is in createProvider.test.ts. */

const jetEmail = useJetEmail();
const __provider = PROVIDER;
const INPUTS = { name: "receipts", quota: 5, __provider, __resource: RESOURCE };

const newProvider = () => keyProviderOf(runOf(jetEmail.simulator));

async function created() {
  const { id, outs } = await newProvider().create(INPUTS);
  return { id, state: stateOf(outs) };
}

test("passes replaceOnChanges from check to diff, and does not take it for an argument", async () => {
  const { state } = await created();
  const { inputs, failures } = await newProvider().check(INPUTS, { ...INPUTS, quota: 6, replaceOnChanges: ["quota"] });
  expect(failures).toEqual([]);
  expect(inputs).toEqual({ ...INPUTS, quota: 6, replaceOnChanges: ["quota"] });
  expect(await newProvider().diff("id", state, inputs)).toEqual({ changes: true, replaces: ["quota"] });
});

test("returns the token of a new key as a secret", async () => {
  const { id, outs } = await newProvider().create(INPUTS);
  expect(id).toBe(jetEmail.key.uuid);
  expect(outs?.apiToken).toEqual(secret(jetEmail.key.token));
});

test("returns the token of an updated key as a secret", async () => {
  const { id, state } = await created();
  const { outs } = await newProvider().update(id, state, { ...INPUTS, quota: 6, enabled: false });
  expect(outs).toMatchObject({ quota: 6, enabled: false, apiToken: secret(jetEmail.key.token) });
  expect(undefinedIn(outs)).toEqual([]);
});

test("reads the token as a secret, and the effective arguments as inputs", async () => {
  const { id, state } = await created();
  jetEmail.simulator.edit.set(id, { quota: 7 });
  const result = await newProvider().read(id, state);
  expect(result.id).toBe(id);
  expect(result.props).toMatchObject({ quota: 7, apiToken: secret(jetEmail.key.token) });
  expect(result).toMatchObject({ inputs: { name: "receipts", quota: 7 } });
  expect(undefinedIn(result)).toEqual([]);
});

test("reads a key by its id alone, for a look-up", async () => {
  const { id } = await created();
  expect((await newProvider().read(id)).props).toMatchObject({ name: "receipts", quota: 5 });
  expect((await newProvider().read(id, { __provider })).props).toMatchObject({ name: "receipts", quota: 5 });
});

test("saves a partially created key, with its token as a secret and the provider's reference", async () => {
  jetEmail.simulator.faults.add({ count: Number.POSITIVE_INFINITY, method: "GET", skip: 1, status: 500 });
  const error = await failureOf<PartialFailure>(newProvider().create(INPUTS));
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

test("saves the effective settings of a partially updated key", async () => {
  const { id, state } = await created();
  jetEmail.simulator.faults.add({ count: Number.POSITIVE_INFINITY, method: "PATCH", skip: 1, status: 500 });
  const error = await failureOf<PartialFailure>(
    newProvider().update(id, state, { ...INPUTS, quota: 6, enabled: false }),
  );
  expect(error).toMatchObject({
    id,
    properties: { quota: 6, enabled: true, apiToken: secret(jetEmail.key.token), __provider },
  });
  expect(undefinedIn(error.properties)).toEqual([]);
});

test("returns the same key when Pulumi's error hooks repeat a create", async () => {
  const provider = newProvider();
  jetEmail.simulator.faults.add({ method: "GET", skip: 1, status: 500 });
  const { id, properties } = await failureOf<PartialFailure>(provider.create(INPUTS));
  expect(id).toMatch(/^fingerprint-/);
  const again = await provider.create(INPUTS);
  expect(again.id).toBe(jetEmail.key.uuid);
  expect(again.outs?.apiToken).toEqual(properties.apiToken);
});

test("creates keys concurrently, each with its own id", async () => {
  const provider = newProvider();
  const names = Array.from({ length: 20 }, (_, index) => `key-${index}`);
  const results = await Promise.all(names.map((name) => provider.create({ name, __resource: name, __provider })));
  expect(results.map(({ outs }) => outs?.name)).toEqual(names);
  expect(new Set(results.map(({ id }) => id)).size).toBe(20);
});

test("manages a key in the account that it names", async () => {
  const env = { JETEMAIL_API_KEY: "api_wrong", JETEMAIL_API_KEY_EU: jetEmail.simulator.accountKey };
  const provider = keyProviderOf(new Run({ ...env, JETEMAIL_BASE_URL: jetEmail.simulator.url }));
  const { quota, ...inputs } = INPUTS;
  const { id, outs } = await provider.create({ ...inputs, account: "eu" });
  const state = stateOf(outs);
  expect(state.account).toBe("eu");
  expect(await provider.read(id, state)).toMatchObject({ id, props: { account: "eu" }, inputs: { account: "eu" } });
  expect(await provider.read(id, { account: "eu" })).toMatchObject({ id, props: { account: "eu" } });
  await provider.update(id, state, { ...inputs, account: "eu", quota: 1 });
  await provider.delete(id, state);
  expect(jetEmail.simulator.keys).toEqual([]);
  expect((await failureOf(provider.create(inputs))).message).toContain("JetEmail answered 401");
});
