import { Run } from "../../../provider/run/run";
import { UNKNOWN } from "../../../provider/values/unknown";
import { RESOURCE } from "../../harness/arguments";
import { failureOf } from "../../harness/failure";
import {
  expectOneLine,
  expectOnlyAMessage,
  keyProviderOf,
  type PartialFailure,
  PROVIDER,
  type Provider,
  pairProviderOf,
  runOf,
  secret,
  stateOf,
  useCapturedOutput,
} from "../../harness/inProcessProvider";
import { useJetEmail } from "../../harness/jetEmail";

const jetEmail = useJetEmail();
const output = useCapturedOutput();
const LATER = "2026-09-09T00:00:00.000Z";
const ANOTHER = "another resource";
let keys: Provider;
let pairs: Provider;

beforeEach(() => {
  const run = runOf(jetEmail.simulator);
  keys = keyProviderOf(run);
  pairs = pairProviderOf(run);
});

const given = (args: object) => ({ name: "legacy", __provider: PROVIDER, ...args });
const inputs = (args: object) => given({ __resource: RESOURCE, ...args });
const PAIR_INPUTS = inputs({ name: "mail", rotationTrigger: 1, quota: 5 });

/** A key that an earlier run created. */
const created = (args: object) => keyProviderOf(runOf(jetEmail.simulator)).create(inputs(args));

describe("an adoption", () => {
  test("returns the token as a secret and logs the settings that it changed", async () => {
    const { uuid, token } = jetEmail.simulator.edit.create({ name: "legacy", quota: 1 });
    const checked = await keys.check({}, given({ adopt: uuid, quota: 2 }));
    expect(checked.failures).toEqual([]);
    const { id, outs } = await keys.create(checked.inputs);
    expect(id).toBe(uuid);
    expect(outs).toMatchObject({ apiToken: secret(token), quota: 2, adopt: uuid });
    expect(output).toEqual([`Adopted the JetEmail key "legacy" (${uuid}): quota: 1 => 2.\n`]);
  });

  test("logs that no settings changed", async () => {
    const { uuid } = jetEmail.simulator.edit.create({ name: "legacy" });
    await keys.create(inputs({ adopt: uuid }));
    expect(output.join("")).toContain("no settings changed");
  });

  test("returns what was done, and the provider's reference, when it fails halfway", async () => {
    const { uuid, token } = jetEmail.simulator.edit.create({ name: "legacy" });
    jetEmail.simulator.faults.add({ count: Number.POSITIVE_INFINITY, method: "PATCH", skip: 1, status: 500 });
    const error = await failureOf<PartialFailure>(keys.create(inputs({ adopt: uuid, quota: 2, enabled: false })));
    expect(error).toMatchObject({ id: uuid, properties: { quota: 2, apiToken: secret(token), __provider: PROVIDER } });
    expect(error.message + error.reasons.join("")).not.toContain(token);
  });

  test("creates no key when JetEmail has none with the uuid", async () => {
    const error = await failureOf(keys.create(inputs({ adopt: "u1" })));
    expect(error.message).toContain('Could not create the key "legacy". JetEmail has no key with the uuid "u1"');
    expectOnlyAMessage(error, jetEmail.simulator.accountKey);
    const { name, ...unnamed } = inputs({ adopt: "u1" });
    expect((await failureOf(keys.create(unnamed))).message).toMatch(/^Could not create the key\. JetEmail has no key/);
    expect(jetEmail.simulator.keys).toEqual([]);
  });
});

describe("a check", () => {
  test("rejects a second resource that adopts the same key, and an invalid uuid", async () => {
    expect((await keys.check({}, inputs({ adopt: "u1" }))).failures).toEqual([]);
    expect((await keys.check({}, inputs({ adopt: "u1", __resource: ANOTHER }))).failures).toEqual([
      { property: "adopt", reason: expect.stringContaining('Another resource of this program adopts "u1" too.') },
    ]);
    expect((await keys.check({}, given({ adopt: "transactional_1" }))).failures).toHaveLength(1);
  });

  test.each([
    ["an unknown value", UNKNOWN],
    ["no value", undefined],
  ])("accepts any number of resources with %s for `adopt`", async (_, adopt) => {
    for (let times = 0; times < 2; times++) {
      expect((await keys.check({}, given({ adopt }))).failures).toEqual([]);
    }
  });

  test("ignores `adopt` on a resource that exists already", async () => {
    for (let times = 0; times < 2; times++) {
      expect((await keys.check(inputs({ adopt: "u1" }), given({ adopt: "u1" }))).failures).toEqual([]);
    }
  });
});

describe("a key that the stack owns", () => {
  test("cannot be adopted, whether its owner is compared before or after the adoption is checked", async () => {
    const { id, outs } = await keys.create(inputs({}));
    await keys.check(inputs({}), inputs({}));
    await keys.diff(id, stateOf(outs), inputs({}));
    const adoption = inputs({ adopt: id, __resource: ANOTHER });
    expect((await keys.check({}, adoption)).failures).toMatchObject([{ property: "adopt" }]);
    expect((await failureOf(keys.create(adoption))).message).toContain("This stack already manages the key");

    const other = keyProviderOf(new Run({}));
    await other.check({}, adoption);
    await other.check(inputs({}), inputs({}));
    const error = await failureOf(other.diff(id, stateOf(outs), inputs({})));
    expect(error.message).toContain(`Could not compare the key "legacy". Another resource of this program adopts`);
    expectOnlyAMessage(error, jetEmail.key.token);
  });

  test("cannot be adopted from a pair that was compared before", async () => {
    const { id, outs } = await pairs.create(PAIR_INPUTS);
    await pairs.check(PAIR_INPUTS, PAIR_INPUTS);
    await pairs.diff(id, stateOf(outs), PAIR_INPUTS);
    for (const { uuid } of jetEmail.simulator.keys) {
      const { failures } = await keys.check({}, inputs({ adopt: uuid, __resource: ANOTHER }));
      expect(failures).toMatchObject([{ property: "adopt" }]);
    }
  });

  test("cannot be adopted from a pair that is compared after", async () => {
    const { id, outs } = await pairs.create(PAIR_INPUTS);
    const next = new Run({});
    await next.ownedKeys.reserve(jetEmail.simulator.keys[1]?.uuid ?? "", ANOTHER);
    const provider = pairProviderOf(next);
    await provider.check(PAIR_INPUTS, PAIR_INPUTS);
    const error = await failureOf(provider.diff(id, stateOf(outs), PAIR_INPUTS));
    expect(error.message).toContain('Could not compare the pair "mail". Another resource of this program adopts');
  });
});

describe("deleting the previous owner of an adopted key", () => {
  test("is refused before the adoption, and keeps the key after it", async () => {
    const { uuid, token } = jetEmail.simulator.edit.create({ name: "legacy" });
    await keys.check({}, given({ adopt: uuid }));
    const previous = { name: "le\u001b[2Jgacy\n", apiToken: token, __provider: PROVIDER };
    const refused = await failureOf(keys.delete(uuid, previous));
    expect(refused.message).toContain("is to adopt the key");
    expectOneLine(refused.message);

    await keys.create(inputs({ adopt: uuid }));
    await keys.delete(uuid, previous);
    expect(jetEmail.key.token).toBe(token);
    expect(output.at(-1)).toBe(
      `The JetEmail key "le [2Jgacy " (${uuid}) is kept: another resource of the program has it.\n`,
    );
  });

  test("is refused if its own replacement adopted the key, since then nothing was replaced", async () => {
    const { id, outs } = await created({});
    await keys.create(inputs({ adopt: id }));
    const error = await failureOf(keys.delete(id, { ...stateOf(outs), __resource: RESOURCE }));
    expect(error.message).toMatch(/was not replaced: its replacement adopted it.*`rotationTrigger`.*\[JETEMAIL-711\]$/);
    expect(jetEmail.key.uuid).toBe(id);
  });

  test("keeps a key that was adopted in an earlier, interrupted update", async () => {
    const { id, outs } = await created({});
    const { __owner, ...previous } = stateOf(outs);
    const adopted = { ...previous, rotatedAt: LATER };
    await keys.check(inputs({}), inputs({}));
    await keys.diff(id, adopted, inputs({}));
    await keys.delete(id, { ...previous, __resource: ANOTHER });
    expect(jetEmail.key.uuid).toBe(id);
    expect(output.at(-1)).toContain(
      `The JetEmail key "legacy" (${id}) is kept: another resource of the program has it.`,
    );
    await keys.delete(id, adopted);
    expect(jetEmail.simulator.keys).toEqual([]);
  });

  test("is refused for a pair while one of its keys is not adopted yet", async () => {
    const { id, outs } = await pairs.create(PAIR_INPUTS);
    const [, b] = jetEmail.simulator.keys;
    const next = runOf(jetEmail.simulator);
    expect((await keyProviderOf(next).check({}, { name: "mail", adopt: b?.uuid })).failures).toEqual([]);
    const error = await failureOf(pairProviderOf(next).delete(id, stateOf(outs)));
    expect(error.message).toContain(
      `is to adopt the key "mail-b" (${b?.uuid}) and has not done so. Nothing was deleted.`,
    );
    expect(jetEmail.simulator.keys).toHaveLength(2);
  });

  test("keeps the adopted key of a pair, deletes the other one, and logs it", async () => {
    const { id, outs } = await pairs.create(PAIR_INPUTS);
    const [, b] = jetEmail.simulator.keys;
    const next = runOf(jetEmail.simulator);
    const claimant = { resource: ANOTHER, owner: "another owner", by: "adoption" } as const;
    await next.ownedKeys.claim([{ id: b?.uuid ?? "", apiToken: b?.token ?? "" }], claimant);
    await pairProviderOf(next).delete(id, stateOf(outs));
    expect(jetEmail.key.uuid).toBe(b?.uuid);
    expect(output).toEqual([
      `The JetEmail key "mail-b" (${b?.uuid}) is kept: another resource of the program has it.\n`,
    ]);
  });
});
