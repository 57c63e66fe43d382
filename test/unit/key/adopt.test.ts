import type { PartialError } from "../../../provider/errors/partialError";
import { adopt } from "../../../provider/key/adopt";
import type { Created } from "../../../provider/key/create";
import { fingerprintOf } from "../../../provider/key/fingerprint";
import { type Arguments, DEFAULTS, type Outputs } from "../../../provider/key/model";
import { update } from "../../../provider/key/update";
import type { Account } from "../../../provider/run/account";
import { checkKey, declared, ROTATED_AT } from "../../harness/arguments";
import { failureOf } from "../../harness/failure";
import { UNUSABLE_ANSWERS } from "../../harness/faults";
import { useJetEmail } from "../../harness/jetEmail";
import { shown } from "../../harness/shown";

const jetEmail = useJetEmail();
const LEGACY = { name: "legacy", approvedDomains: ["A.example"], quota: 5 };
let account: Account;

beforeEach(() => {
  account = jetEmail.account;
});

function adopted(args: Partial<Arguments> & { adopt: string }): Promise<Created<Outputs>> {
  return adopt(account, { ...declared({ name: "legacy", ...args }), adopt: args.adopt });
}

/** Whether the key would outlive a resource that owned it before. */
const isAdopted = (id: string) => account.ownedKeys.isRetained({ id, rotatedAt: ROTATED_AT });

test("a key that is declared as it is gets adopted with its token, and only the list is requested", async () => {
  const { uuid, token, createdAt } = jetEmail.simulator.edit.create(LEGACY);
  const { id, outs, notes } = await adopted({ adopt: uuid, approvedDomains: ["a.example"], quota: 5 });
  expect(jetEmail.calls()).toEqual(["GET"]);
  expect(id).toBe(uuid);
  expect(notes).toEqual([`Adopted the JetEmail key "legacy" (${uuid}): no settings changed.`]);
  expect(isAdopted(id)).toBe(true);
  expect(outs).toEqual({
    ...DEFAULTS,
    ...{ name: "legacy", approvedDomains: ["a.example"], quota: 5, adopt: uuid },
    ...{ uuid, apiToken: token, tokenFingerprint: fingerprintOf(token), status: "active" },
    createdAt: new Date(createdAt).toISOString(),
    rotatedAt: ROTATED_AT,
  });
});

test("declared settings that differ are applied and reported, defaults among them", async () => {
  const { uuid, token } = jetEmail.simulator.edit.create({ ...LEGACY, name: "transactional_0123456789abcdef" });
  const { id, notes, outs } = await adopted({
    ...{ adopt: uuid, approvedDomains: ["a.example"], quota: 0, enabled: false },
    ...{ rotationTrigger: 1, rotateAfterDays: 3, account: "eu" },
  });
  expect(jetEmail.calls()).toEqual(["GET", "PATCH", "PATCH"]);
  expect(jetEmail.key).toMatchObject({ name: "legacy", token, quota: 0, status: "disabled" });
  expect(notes).toEqual([
    `Adopted the JetEmail key "legacy" (${id}): name: "transactional_[secret]" => "legacy", quota: 5 => 0, enabled: true => false.`,
  ]);
  expect(outs).toMatchObject({ rotationTrigger: 1, rotateAfterDays: 3, account: "eu", apiToken: token });
});

test("the trigger that a key is adopted with does not rotate it", async () => {
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
    'Declare them to keep them (allowAllDomains: true, approvedDomains: ["a.example"], ipRestrictions: ["::1"], enabled: false), or declare their defaults to reset them.',
  );
  expect(error.message).toContain("Nothing was changed.");
  expect(error.message).not.toContain("quota");
  expect(jetEmail.calls()).toEqual(["GET"]);
  expect(jetEmail.key).toEqual(before);
  expect(isAdopted(legacy.uuid)).toBe(false);
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
    expect(error.message).toContain(`JetEmail has no key with the uuid "${uuid}" to adopt. Nothing was created.`);
    expect(jetEmail.calls()).toEqual(["GET"]);
    expect(isAdopted(uuid)).toBe(false);
  },
);

test.each(["api_0123456789abcdef", "transactional_0123456789abcdef", "api_", "", "x".repeat(65), "a b", "a/b", 7])(
  "%p is not a uuid to adopt, and a token is not shown",
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
  expect(isAdopted(uuid)).toBe(false);
  expect(jetEmail.calls()).toEqual(["GET"]);
});

test("an adoption that fails at a later request saves what is in effect, and the next update does the rest", async () => {
  const { uuid, token } = jetEmail.simulator.edit.create({ name: "legacy" });
  jetEmail.simulator.faults.add({ method: "PATCH", skip: 1, status: 500 });
  const args = { adopt: uuid, quota: 6, enabled: false };
  const error = await failureOf<PartialError<Outputs>>(adopted(args));
  expect(error).toMatchObject({ name: "PartialError", id: uuid });
  expect(error.properties).toMatchObject({ quota: 6, enabled: true, apiToken: token, adopt: uuid });
  expect(shown(error)).not.toContain(token);
  const outs = await update(jetEmail.account, uuid, error.properties, declared({ name: "legacy", ...args }));
  expect(outs).toMatchObject({ quota: 6, enabled: false });
});

test("on a server of the older version a key is adopted by the id that its token makes", async () => {
  jetEmail.simulator.options.dialect = "older";
  const { token } = jetEmail.simulator.edit.create({ name: "legacy" });
  const id = `fingerprint-${fingerprintOf(token)}`;
  expect(await adopted({ adopt: id })).toMatchObject({ id, outs: { uuid: id, apiToken: token } });
});
