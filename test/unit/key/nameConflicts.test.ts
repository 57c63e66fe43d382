import { create } from "../../../provider/key/create";
import type { Arguments } from "../../../provider/key/model";
import { accountOf, useJetEmail } from "../../harness/jetEmail";

const jetEmail = useJetEmail();
const AT = "2026-01-01T00:00:00.000Z";
const declared = (args: Partial<Arguments> = {}): Arguments => ({ name: "receipts", quota: 5, rotatedAt: AT, ...args });

test("names every unmanaged key with the name of a new one, and how to adopt each", async () => {
  const [one, two] = [1, 2].map(() => jetEmail.simulator.edit.create({ name: "receipts" }).uuid);
  await expect(create(jetEmail.account, declared())).rejects.toThrow(
    `JetEmail already has 2 keys named "receipts" that this stack does not manage, perhaps from an interrupted update. Nothing was created. To adopt one of them, add \`adopt: "${one}"\` or \`adopt: "${two}"\`; to create another key with that name, add \`adopt: "new"\`.`,
  );
  expect(jetEmail.calls()).toEqual(["GET"]);
});

test('`adopt: "new"` creates another key with the name, and names the unmanaged ones', async () => {
  const unmanaged = [1, 2].map(() => jetEmail.simulator.edit.create({ name: "receipts" }));
  const owned = jetEmail.simulator.edit.create({ name: "receipts" });
  const { account } = jetEmail;
  account.ownedKeys.ownCreated(owned.token);
  const { id, notes } = await create(account, declared({ adopt: "new" }));
  expect(jetEmail.simulator.keys.map(({ uuid }) => uuid)).toEqual(
    [...unmanaged, owned].map(({ uuid }) => uuid).concat(id),
  );
  expect(notes).toEqual([
    `Created another key named "receipts", beside ${unmanaged[0]?.uuid}, ${unmanaged[1]?.uuid}, which this stack does not manage.`,
  ]);
});

test("waits for the owner of a key with the name", async () => {
  const account = accountOf(jetEmail.client, 2_000);
  const { uuid } = jetEmail.simulator.edit.create({ name: "receipts" });
  const creating = create(account, declared());
  await account.initialKeys();
  account.ownedKeys.ownCreated(uuid);
  await creating;
  expect(jetEmail.simulator.keys).toHaveLength(2);
});

test("allows one key with the name for each resource that is expected to own one", async () => {
  const { account } = jetEmail;
  account.ownedKeys.expect(AT, ["receipts"]);
  const { uuid } = jetEmail.simulator.edit.create({ name: "receipts" });
  await create(account, declared());
  expect(jetEmail.simulator.keys).toHaveLength(2);

  const another = jetEmail.account;
  another.ownedKeys.expect(AT, ["receipts"]);
  another.ownedKeys.own([], AT);
  await expect(create(another, declared())).rejects.toThrow(uuid);
  expect(jetEmail.simulator.keys).toHaveLength(2);
});

test("names a key by its fingerprint on the older API version, and not by its token", async () => {
  jetEmail.simulator.options.dialect = "older";
  jetEmail.simulator.edit.create({ name: "receipts" });
  const failure = await create(jetEmail.account, declared()).catch((error: Error) => error);
  jetEmail.simulator.options.dialect = undefined;
  expect((failure as Error).message).toMatch(/`adopt: "fingerprint-[0-9a-f]{16}"`/);
  expect((failure as Error).message).not.toContain(jetEmail.key.token);
});
