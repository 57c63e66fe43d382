import type { PartialError } from "../../../provider/errors/partialError";
import { type Adopted, adopt } from "../../../provider/key/adopt";
import { fingerprintOf } from "../../../provider/key/fingerprint";
import { type Arguments, DEFAULTS } from "../../../provider/key/model";
import type { Outputs } from "../../../provider/key/outputs";
import { update } from "../../../provider/key/update";
import { checkKey, declared, ROTATED_AT } from "../../harness/arguments";
import { failureOf } from "../../harness/failure";
import { UNUSABLE_ANSWERS } from "../../harness/faults";
import { useJetEmail } from "../../harness/jetEmail";
import { shown } from "../../harness/shown";

const jetEmail = useJetEmail();
const LEGACY = { name: "legacy", approvedDomains: ["A.example"], quota: 5 };
const taken: string[] = [];

beforeEach(() => {
  taken.length = 0;
});

function adopted(args: Partial<Arguments> & { adopt: string }): Promise<Adopted> {
  const inputs = declared({ name: "legacy", ...args }) as Arguments & { adopt: string };
  return adopt(jetEmail.client, inputs, (id) => taken.push(id));
}

test("a key that is declared as it is is taken over with its token, and nothing is sent but a list", async () => {
  const { uuid, token, createdAt } = jetEmail.simulator.edit.create(LEGACY);
  const { id, outs, changes } = await adopted({ adopt: uuid, approvedDomains: ["a.example"], quota: 5 });
  expect(jetEmail.calls()).toEqual(["GET"]);
  expect(id).toBe(uuid);
  expect(changes).toEqual([]);
  expect(taken).toEqual([uuid]);
  expect(outs).toEqual({
    ...DEFAULTS,
    ...{ name: "legacy", approvedDomains: ["a.example"], quota: 5, adopt: uuid },
    ...{ uuid, apiToken: token, tokenFingerprint: fingerprintOf(token), status: "active" },
    createdAt: new Date(createdAt).toISOString(),
    rotatedAt: ROTATED_AT,
  });
});

test("declared settings that differ are applied and told, defaults among them", async () => {
  const { uuid, token } = jetEmail.simulator.edit.create({ ...LEGACY, name: "transactional_0123456789abcdef" });
  const { changes, outs } = await adopted({
    ...{ adopt: uuid, approvedDomains: ["a.example"], quota: 0, enabled: false },
    ...{ rotationTrigger: 1, rotateAfterDays: 3, account: "eu" },
  });
  expect(jetEmail.calls()).toEqual(["GET", "PATCH", "PATCH"]);
  expect(jetEmail.key).toMatchObject({ name: "legacy", token, quota: 0, status: "disabled" });
  expect(changes).toEqual(['name: "transactional_[secret]" => "legacy"', "quota: 5 => 0", "enabled: true => false"]);
  expect(outs).toMatchObject({ rotationTrigger: 1, rotateAfterDays: 3, account: "eu", apiToken: token });
});

test("the trigger that a key is adopted with rotates nothing", async () => {
  const { uuid, token } = jetEmail.simulator.edit.create({ name: "legacy" });
  await adopted({ adopt: uuid, rotationTrigger: "now" });
  expect(jetEmail.key.token).toBe(token);
});

test("settings that are not declared are listed with their values, and nothing is changed", async () => {
  const legacy = jetEmail.simulator.edit.create({ ...LEGACY, allowAllDomains: true, ipRestrictions: ["::1"] });
  jetEmail.simulator.edit.disable(legacy.uuid);
  const before = jetEmail.key;
  const error = await failureOf(adopted({ adopt: legacy.uuid, quota: 7 }));
  expect(error.message).toContain(
    'Declare them to keep them (allowAllDomains: true, approvedDomains: ["a.example"], ipRestrictions: ["::1"], enabled: false), or declare their defaults.',
  );
  expect(error.message).toContain("Nothing was changed.");
  expect(error.message).not.toContain("quota");
  expect(jetEmail.calls()).toEqual(["GET"]);
  expect(jetEmail.key).toEqual(before);
  expect(taken).toEqual([]);
});

test("check leaves every declared default in the inputs of an adoption, and of it alone", () => {
  const args = { name: "legacy", approvedDomains: [], quota: 0, enabled: true, adopt: "u1" };
  expect(checkKey({}, args).inputs).toEqual(args);
  expect(checkKey({ name: "legacy", adopt: "u1" }, args).inputs).toEqual({ name: "legacy", adopt: "u1" });
});

test.each(["00000000-0000-4000-8000-000000000000", "api", "fingerprint-0123456789abcdef"])(
  "the uuid %s, which JetEmail does not have, adopts nothing and creates nothing",
  async (uuid) => {
    jetEmail.simulator.edit.create(LEGACY);
    const error = await failureOf(adopted({ adopt: uuid }));
    expect(error.message).toContain(
      `JetEmail has no key with the uuid "${uuid}", so there is nothing to adopt, and nothing was created.`,
    );
    expect(jetEmail.calls()).toEqual(["GET"]);
    expect(taken).toEqual([]);
  },
);

test.each(["api_0123456789abcdef", "transactional_0123456789abcdef", "api_", "", "x".repeat(65), "a b", "a/b", 7])(
  "%p is no uuid to adopt, and a token is not shown",
  (adopt) => {
    const [failure] = checkKey({}, { name: "x", adopt }).failures;
    expect(failure?.reason).toContain("must be the uuid of an existing key");
    expect(failure?.reason).not.toContain("0123456789");
  },
);

test.each(Object.entries(UNUSABLE_ANSWERS))("a list that fails with %s adopts nothing", async (_, effect) => {
  const { uuid } = jetEmail.simulator.edit.create({ name: "legacy" });
  jetEmail.simulator.faults.add({ method: "GET", ...effect });
  await failureOf(adopted({ adopt: uuid, quota: 5 }));
  expect(taken).toEqual([]);
  expect(jetEmail.calls()).toEqual(["GET"]);
});

test("an adoption of which a later request fails tells what is in force, and the next update does the rest", async () => {
  const { uuid, token } = jetEmail.simulator.edit.create({ name: "legacy" });
  jetEmail.simulator.faults.add({ method: "PATCH", skip: 1, status: 500 });
  const args = { adopt: uuid, quota: 6, enabled: false };
  const error = await failureOf<PartialError<Outputs>>(adopted(args));
  expect(error).toMatchObject({ name: "PartialError", id: uuid });
  expect(error.properties).toMatchObject({ quota: 6, enabled: true, apiToken: token, adopt: uuid });
  expect(shown(error)).not.toContain(token);
  const outs = await update(jetEmail.client, uuid, error.properties, declared({ name: "legacy", ...args }));
  expect(outs).toMatchObject({ quota: 6, enabled: false });
});

test("on a server of the older version a key is adopted by the id that its token makes", async () => {
  jetEmail.simulator.options.dialect = "older";
  const { token } = jetEmail.simulator.edit.create({ name: "legacy" });
  const id = `fingerprint-${fingerprintOf(token)}`;
  expect(await adopted({ adopt: id })).toMatchObject({ id, outs: { uuid: id, apiToken: token } });
});
