import { adviseAdopt } from "../../../provider/key/conflictAdvice";
import { type Created, create as createKey, type NewKey } from "../../../provider/key/create";
import type { Outputs } from "../../../provider/key/model";
import type { Account } from "../../../provider/run/account";
import { CLAIMANT, RESOURCE } from "../../harness/arguments";
import { accountOf, useJetEmail } from "../../harness/jetEmail";
import { API_CALLS } from "../../harness/simulator";

const jetEmail = useJetEmail();

function create(account: Account, args: Partial<NewKey> = {}, resource = RESOURCE): Promise<Created<Outputs>> {
  return createKey(account, { name: "receipts", quota: 5, ...args }, resource);
}

test("names every unmanaged key with the name of a new one, and how to adopt each", async () => {
  for (let times = 0; times < 2; times++) {
    jetEmail.simulator.edit.create({ name: "receipts" });
  }
  await expect(create(jetEmail.account)).rejects.toThrow(
    `JetEmail already has 2 keys named "receipts" that no resource of this update is known to own. Nothing was created. ${adviseAdopt((await jetEmail.client.listKeys()).keys)}`,
  );
  expect(jetEmail.calls()).not.toContain("POST");
});

test.each(["first page", "names alone"] as const)(
  "does not take a key for deleted that a later list lacks, but may hide: %s",
  async (list) => {
    const { uuid } = jetEmail.simulator.edit.create({ name: "receipts" });
    jetEmail.simulator.faults.add({ ...API_CALLS.list, when: "after", skip: 1, list });
    await expect(create(jetEmail.account)).rejects.toThrow(uuid);
  },
);

test('`adopt: "new"` creates another key with the name, and names the unmanaged ones', async () => {
  const unmanaged = [1, 2].map(() => jetEmail.simulator.edit.create({ name: "receipts" }));
  const owned = jetEmail.simulator.edit.create({ name: "receipts" });
  const { account } = jetEmail;
  await account.ownedKeys.manage(owned.token);
  const { id, notes } = await create(account, { adopt: "new" });
  expect(jetEmail.simulator.keys.map(({ uuid }) => uuid)).toEqual(
    [...unmanaged, owned].map(({ uuid }) => uuid).concat(id),
  );
  expect(notes).toEqual([
    `Created another key named "receipts", beside ${unmanaged[0]?.uuid}, ${unmanaged[1]?.uuid}, which no resource of this update is known to own.`,
  ]);
});

test("waits for the owner of a key with the name", async () => {
  const account = accountOf(jetEmail.client, { concurrentResources: 2_000 });
  const { token } = jetEmail.simulator.edit.create({ name: "receipts" });
  const creating = create(account);
  await account.initialKeys();
  await account.ownedKeys.manage(token);
  await creating;
  expect(jetEmail.simulator.keys).toHaveLength(2);
});

test("allows one key with the name for each resource that is expected to own one", async () => {
  const { account } = jetEmail;
  await account.ownedKeys.declare(RESOURCE, ["receipts"]);
  const { uuid } = jetEmail.simulator.edit.create({ name: "receipts" });
  await create(account);
  expect(jetEmail.simulator.keys).toHaveLength(2);

  const another = jetEmail.account;
  await another.ownedKeys.declare(RESOURCE, ["receipts"]);
  await another.ownedKeys.own([], CLAIMANT);
  await expect(create(another)).rejects.toThrow(uuid);
  expect(jetEmail.simulator.keys).toHaveLength(2);
});

test("names a key by its fingerprint on the older API version, and not by its token", async () => {
  Object.assign(jetEmail.simulator.options, { dialect: "older", name: true });
  jetEmail.simulator.edit.create({ name: "receipts" });
  const failure = await create(jetEmail.account).catch((error: Error) => error);
  jetEmail.simulator.options.dialect = undefined;
  expect((failure as Error).message).toMatch(/`adopt: "fingerprint-[0-9a-f]{16}"`/);
  expect((failure as Error).message).not.toContain(jetEmail.key.token);
});

test("creates a key on the older API version, whose list does not show whether the name is in use", async () => {
  jetEmail.simulator.options.dialect = "older";
  jetEmail.simulator.edit.create({ name: "receipts" });
  await create(jetEmail.account);
  expect(jetEmail.simulator.keys).toHaveLength(2);
});

test.each([{}, { adopt: "new" }])("creates nothing with %j when the list may not be complete", async (args) => {
  jetEmail.simulator.edit.create({ name: "other" });
  jetEmail.simulator.faults.add({ ...API_CALLS.list, when: "after", list: "first page" });
  await expect(create(jetEmail.account, args)).rejects.toThrow(
    /may not be complete.*: its field "has_more" says that there is more\. Nothing was created/,
  );
  expect(jetEmail.calls()).toEqual(["GET"]);
});

test("creates nothing when a key with the name cannot be read, and is not stopped by one with another name", async () => {
  jetEmail.simulator.options.extraEntries = [{ name: "receipts", quota: "many" }];
  await expect(create(jetEmail.account)).rejects.toThrow(/cannot be read\. Nothing was created.*\[JETEMAIL-615\]/);
  await create(jetEmail.account, { name: "invoices" });
  expect(jetEmail.key.name).toBe("invoices");
});

describe("in another account than the stack's other keys", () => {
  const other = { id: "u1", apiToken: "transactional_1", accountFingerprint: "of dev" };

  test("creates nothing, and names the account key as the likely cause", async () => {
    const { account } = jetEmail;
    account.stateKeys.add(other);
    await expect(create(account)).rejects.toThrow(/probably another JetEmail account.*\[JETEMAIL-612\]/);
    expect(jetEmail.calls()).toEqual(["GET"]);
  });

  test("creates a key when the list shows one of them: the account key was exchanged", async () => {
    const { account } = jetEmail;
    const { uuid: id, token: apiToken } = jetEmail.simulator.edit.create({ name: "other" });
    account.stateKeys.add(other);
    account.stateKeys.add({ id, apiToken, accountFingerprint: "of dev" });
    await create(account);
    expect(jetEmail.simulator.keys).toHaveLength(2);
  });
});

test("does not take a key that was deleted just before for a conflict, even if a list still shows it", async () => {
  const { account } = jetEmail;
  const { uuid, token } = jetEmail.simulator.edit.create({ name: "receipts" });
  await account.initialKeys();
  jetEmail.simulator.edit.delete(uuid);
  account.markDeleted(uuid, token);
  await create(account);
  expect(jetEmail.key.uuid).not.toBe(uuid);
});
