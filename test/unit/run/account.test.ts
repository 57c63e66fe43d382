import { useJetEmail } from "../../harness/jetEmail";

const jetEmail = useJetEmail();

test("fetches the initial keys once, and again after they were forgotten or the fetch failed", async () => {
  const { account } = jetEmail;
  jetEmail.simulator.faults.add({ method: "GET", status: 500 });
  await expect(account.initialKeys()).rejects.toMatchObject({ status: 500 });
  expect(await account.initialKeys()).toEqual([]);
  jetEmail.simulator.edit.create({ name: "late" });
  expect(await account.initialKeys()).toEqual([]);
  account.forgetInitialKeys();
  expect(await account.initialKeys()).toHaveLength(1);
  expect(jetEmail.calls()).toEqual(["GET", "GET", "GET"]);
});

test("records every list in the journal, and a shared one once", async () => {
  const { account } = jetEmail;
  const before = account.journal.position();
  await Promise.all([account.listKeys(), account.listKeys(), account.listKeys("batched")]);
  expect(jetEmail.calls()).toEqual(["GET"]);
  expect(account.journal.position()).toBe(before + 1);
  await account.listKeys("cached");
  expect(account.journal.position()).toBe(before + 2);
});
