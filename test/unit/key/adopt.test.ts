import type { PartialError } from "../../../provider/errors/partialError";
import { fingerprintOf } from "../../../provider/jetemail/keyIdentities";
import { adopt } from "../../../provider/key/adopt";
import { type Created, create } from "../../../provider/key/create";
import { type Arguments, DEFAULTS, type Outputs } from "../../../provider/key/model";
import { update } from "../../../provider/key/update";
import type { Account } from "../../../provider/run/account";
import { CLAIMANT } from "../../harness/arguments";
import { failureOf } from "../../harness/failure";
import { UNUSABLE_ANSWERS } from "../../harness/faults";
import { FINGERPRINT, useJetEmail } from "../../harness/jetEmail";
import { shown } from "../../harness/shown";

const jetEmail = useJetEmail();
const LEGACY = { name: "legacy", approvedDomains: ["A.example"], quota: 5 };
let account: Account;

beforeEach(() => {
  account = jetEmail.account;
});

function adopted(args: Partial<Arguments> & { adopt: string }): Promise<Created<Outputs>> {
  return adopt(account, { name: "legacy", ...args }, CLAIMANT);
}

/** Whether the key is kept when its previous owner is deleted. */
const isAdopted = (id: string) =>
  account.ownedKeys.otherOwnerOf({ id, apiToken: "" }, "who owned it before")?.by === "adoption";

test("adopts a key that is declared as it is, with its token, by requesting the list alone", async () => {
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
    rotatedAt: expect.stringMatching(/^\d{4}-.*Z$/),
    accountFingerprint: FINGERPRINT,
  });
});

test("applies declared settings that differ, including defaults, and reports them", async () => {
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

test("does not rotate the key for the trigger that it is adopted with", async () => {
  const { uuid, token } = jetEmail.simulator.edit.create({ name: "legacy" });
  await adopted({ adopt: uuid, rotationTrigger: "now" });
  expect(jetEmail.key.token).toBe(token);
});

test("lists undeclared settings with their values, and changes nothing", async () => {
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

test.each(["00000000-0000-4000-8000-000000000000", "api", "fingerprint-0123456789abcdef"])(
  "adopts and creates nothing for the uuid %s, which JetEmail does not have",
  async (uuid) => {
    jetEmail.simulator.edit.create(LEGACY);
    const error = await failureOf(adopted({ adopt: uuid }));
    expect(error.message).toContain(`JetEmail has no key with the uuid "${uuid}" to adopt. Nothing was created.`);
    expect(jetEmail.calls()).toEqual(["GET"]);
    expect(isAdopted(uuid)).toBe(false);
  },
);

test.each(Object.entries(UNUSABLE_ANSWERS))("adopts nothing when the list fails with %s", async (_, effect) => {
  const { uuid } = jetEmail.simulator.edit.create({ name: "legacy" });
  jetEmail.simulator.faults.add({ method: "GET", ...effect });
  await failureOf(adopted({ adopt: uuid, quota: 5 }));
  expect(isAdopted(uuid)).toBe(false);
  expect(jetEmail.calls()).toEqual(["GET"]);
});

test("saves what is in effect when a later request fails, and lets the next update complete it", async () => {
  const { uuid, token } = jetEmail.simulator.edit.create({ name: "legacy" });
  jetEmail.simulator.faults.add({ method: "PATCH", skip: 1, status: 500 });
  const args = { adopt: uuid, quota: 6, enabled: false };
  const error = await failureOf<PartialError<Outputs>>(adopted(args));
  expect(error).toMatchObject({ name: "PartialError", id: uuid });
  expect(error.properties).toMatchObject({ quota: 6, enabled: true, apiToken: token, adopt: uuid });
  expect(shown(error)).not.toContain(token);
  const outs = await update(jetEmail.account, uuid, error.properties, { name: "legacy", ...args });
  expect(outs).toMatchObject({ quota: 6, enabled: false });
});

test("adopts a key by its provisional id on the older API version", async () => {
  jetEmail.simulator.options.dialect = "older";
  const { token } = jetEmail.simulator.edit.create({ name: "legacy" });
  const id = `fingerprint-${fingerprintOf(token)}`;
  expect(await adopted({ adopt: id })).toMatchObject({ id, outs: { uuid: id, apiToken: token } });
});

test("keeps the name of a key that is adopted without one", async () => {
  const { uuid } = jetEmail.simulator.edit.create({ name: "legacy" });
  const { outs, notes } = await adopt(account, { adopt: uuid }, CLAIMANT);
  expect(outs.name).toBe("legacy");
  expect(notes).toEqual([`Adopted the JetEmail key "legacy" (${uuid}): no settings changed.`]);
  expect(jetEmail.calls()).toEqual(["GET"]);
});

test("applies every declared setting that the older API version does not list", async () => {
  jetEmail.simulator.options.dialect = "older";
  const { token } = jetEmail.simulator.edit.create({ name: "legacy", allowAllDomains: true });
  const adoption = { adopt: `fingerprint-${fingerprintOf(token)}`, name: "legacy", allowAllDomains: false };
  const { outs } = await adopt(account, adoption, CLAIMANT);
  expect(jetEmail.calls()).toEqual(["GET", "PATCH"]);
  expect(jetEmail.key.allowAllDomains).toBe(false);
  expect(outs).toMatchObject({ name: "legacy", allowAllDomains: false });
});

test.each([403, 500])(
  "is a partial result when the first change fails with %d, so that a resource owns the key",
  async (status) => {
    const { uuid, token } = jetEmail.simulator.edit.create({ name: "legacy", quota: 5 });
    jetEmail.simulator.faults.add({ method: "PATCH", status });
    const error = await failureOf<PartialError<Outputs>>(adopted({ adopt: uuid, quota: 6 }));
    expect(error).toMatchObject({ name: "PartialError", id: uuid, properties: { apiToken: token, quota: 5 } });
    expect(isAdopted(uuid)).toBe(true);
  },
);

test("does not let an adopted key stop the creation of another key with its name", async () => {
  const { uuid } = jetEmail.simulator.edit.create({ name: "legacy" });
  await adopted({ adopt: uuid });
  const { id } = await create(account, { name: "legacy" }, "another resource");
  expect(jetEmail.simulator.keys.map((key) => key.uuid)).toEqual([uuid, id]);
});
