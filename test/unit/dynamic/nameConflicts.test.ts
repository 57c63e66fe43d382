import type { Run } from "../../../provider/run/run";
import { failureOf } from "../../harness/failure";
import {
  configureRequest,
  expectOnlyAMessage,
  keyProviderOf,
  type PartialFailure,
  PROVIDER,
  type Properties,
  type Provider,
  pairProviderOf,
  runOf,
  stateOf,
} from "../../harness/inProcessProvider";
import { useJetEmail } from "../../harness/jetEmail";

/** What the calls of a run say about the ownership of keys, as far as creates depend on it. */

const jetEmail = useJetEmail();
const INPUTS = { name: "receipts", quota: 5, __provider: PROVIDER, __resource: "0123456789ab" };
const ANOTHER = { ...INPUTS, __resource: "ba9876543210" };
const PAIR_INPUTS = { name: "mail", rotationTrigger: 1, quota: 5, __provider: PROVIDER, __resource: "0123456789ab" };
let run: Run;
let keys: Provider;
let pairs: Provider;

beforeEach(() => {
  run = runOf(jetEmail.simulator);
  keys = keyProviderOf(run);
  pairs = pairProviderOf(run);
});

/** A resource that an earlier run created. */
async function created(providerOf: (run: Run) => Provider, inputs: Properties) {
  const { id, outs } = await providerOf(runOf(jetEmail.simulator)).create(inputs);
  return { id, state: stateOf(outs) };
}

describe("a key with the name of a new one is no conflict if", () => {
  test("a resource of the stack owns it", async () => {
    const { id, state } = await created(keyProviderOf, INPUTS);
    await keys.diff(id, state, INPUTS);
    await keys.create(ANOTHER);
    expect(jetEmail.simulator.keys).toHaveLength(2);
  });

  test("a resource of the stack owns it, without knowing its uuid since it was partially created", async () => {
    const { state } = await created(keyProviderOf, INPUTS);
    await keys.diff("fingerprint-0", { ...state, uuid: "fingerprint-0" }, INPUTS);
    await keys.create(ANOTHER);
    expect(jetEmail.simulator.keys).toHaveLength(2);
  });

  test("this run has deleted it before, for a replacement", async () => {
    const { id, state } = await created(keyProviderOf, INPUTS);
    await keys.create({ ...ANOTHER, name: "invoices" });
    await keys.delete(id, state);
    await keys.create(INPUTS);
    expect(jetEmail.simulator.keys.map(({ name }) => name)).toEqual(["invoices", "receipts"]);
  });

  test("its owner is replaced on request, and so was checked but not compared", async () => {
    await created(keyProviderOf, INPUTS);
    await keys.check(INPUTS, INPUTS);
    const { inputs } = await keys.check({}, INPUTS);
    await keys.create(inputs);
    expect(jetEmail.simulator.keys).toHaveLength(2);
  });

  test("a resource of the stack owns it in an account of another name, which may be the same one", async () => {
    const { id, state } = await created(keyProviderOf, INPUTS);
    void keys.configure(
      configureRequest({
        "jetemail:apiKey": jetEmail.simulator.accountKey,
        "jetemail:baseUrl": jetEmail.simulator.url,
        "jetemail:accounts": JSON.stringify({ same: { apiKey: jetEmail.simulator.accountKey } }),
      }),
    );
    const elsewhere = { ...ANOTHER, account: "same" };
    expect((await failureOf(keys.create(elsewhere))).message).toContain(`\`adopt: "${id}"\``);
    await keys.diff(id, state, INPUTS);
    await keys.create(elsewhere);
    expect(jetEmail.simulator.keys).toHaveLength(2);
  });
});

test("an unmanaged key is a conflict, even if the stack owns another key with its name", async () => {
  const { id, state } = await created(keyProviderOf, INPUTS);
  const { inputs } = await keys.check(INPUTS, INPUTS);
  await keys.diff(id, state, inputs);
  const { uuid } = jetEmail.simulator.edit.create({ name: "receipts" });
  const error = await failureOf(keys.create(ANOTHER));
  expect(error.message).toMatch(/^Could not create the key "receipts"\. JetEmail already has a key named "receipts"/);
  expect(error.message).toContain(`\`adopt: "${uuid}"\``);
  expectOnlyAMessage(error, jetEmail.simulator.accountKey, ...jetEmail.simulator.issuedTokens);
});

test("the keys of a pair are expected by their names, then owned, and only an unmanaged one is a conflict", async () => {
  const { id, state } = await created(pairProviderOf, PAIR_INPUTS);
  const { inputs } = await pairs.check(PAIR_INPUTS, PAIR_INPUTS);
  expect(["mail", "mail-a", "mail-b"].map((name) => run.ownedKeys.expected(name))).toEqual([0, 1, 1]);
  await pairs.diff(id, state, inputs);
  expect(["mail-a", "mail-b"].map((name) => run.ownedKeys.expected(name))).toEqual([0, 0]);
  const unmanaged = jetEmail.simulator.edit.create({ name: "mail-b" });
  const error = await failureOf<PartialFailure>(pairs.create({ ...PAIR_INPUTS, __resource: ANOTHER.__resource }));
  expect(error.message).toContain(`If an interrupted update left "${unmanaged.uuid}"`);
  expect(error.properties).toBeUndefined();
  expect(jetEmail.simulator.keys.map(({ name }) => name)).toEqual(["mail-a", "mail-b", "mail-b"]);
});
