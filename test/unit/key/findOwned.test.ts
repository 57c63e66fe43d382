import { KeyList } from "../../../provider/jetemail/keyList";
import { findOwned } from "../../../provider/key/findOwned";
import type { Outputs } from "../../../provider/key/model";
import type { Account } from "../../../provider/run/account";
import { failureOf } from "../../harness/failure";
import { accountOf, FINGERPRINT, useJetEmail } from "../../harness/jetEmail";
import { API_CALLS } from "../../harness/simulator";

const jetEmail = useJetEmail();
const NAME = "receipts";
const ELSEWHERE = "012345";

/** A key as a state has it. */
function saved(accountFingerprint = FINGERPRINT): { id: string; known: Partial<Outputs> } {
  const { uuid, token: apiToken } = jetEmail.simulator.edit.create({ name: NAME });
  return { id: uuid, known: { uuid, apiToken, name: NAME, accountFingerprint } };
}

/** The account of a run that has seen the keys of its state. */
function accountWith(...keys: ReturnType<typeof saved>[]): Account {
  const { account } = jetEmail;
  for (const { id, known } of keys) {
    account.stateKeys.add({ ...(known as Outputs), id });
  }
  return account;
}

async function find(account: Account, { id, known }: ReturnType<typeof saved>) {
  return findOwned(account, id, known, await account.listKeys());
}

describe("a key that is not listed", () => {
  test("is gone if the account key is the one that it was last seen with", async () => {
    const key = saved();
    jetEmail.simulator.edit.delete(key.id);
    expect(await find(accountWith(key), key)).toBeUndefined();
  });

  test("is not gone with another account key, which is probably of another account", async () => {
    const key = saved(ELSEWHERE);
    jetEmail.simulator.edit.delete(key.id);
    const { message } = await failureOf(find(accountWith(key), key));
    expect(message).toContain(`JetEmail does not list the key "receipts" (${key.id}) for the account key in use`);
    expect(message).toMatch(/probably another JetEmail account\. Nothing was changed\. .*\[JETEMAIL-707\]$/);
  });

  test("is gone with another account key if the list shows another key of the stack, from the same account", async () => {
    const [key, other] = [saved(ELSEWHERE), saved(ELSEWHERE)];
    jetEmail.simulator.edit.delete(key.id);
    expect(await find(accountWith(key, other), key)).toBeUndefined();
  });

  test("is gone if that other key turns up in the state a little later", async () => {
    const [key, other] = [saved(ELSEWHERE), saved(ELSEWHERE)];
    jetEmail.simulator.edit.delete(key.id);
    const account = accountOf(jetEmail.client, { concurrentResources: 2_000 });
    account.stateKeys.add({ ...(key.known as Outputs), id: key.id });
    const finding = find(account, key);
    await account.listKeys();
    account.stateKeys.add({ ...(other.known as Outputs), id: other.id });
    expect(await finding).toBeUndefined();
  });

  test("is not gone if the list shows a key of the stack from another account only", async () => {
    const [key, other] = [saved(ELSEWHERE), saved(FINGERPRINT)];
    jetEmail.simulator.edit.delete(key.id);
    expect((await failureOf(find(accountWith(key, other), key))).message).toContain("[JETEMAIL-707]");
  });

  test("is not gone if a state of another version does not say which account it was seen in", async () => {
    const { id, known } = saved();
    const { accountFingerprint, ...older } = known;
    jetEmail.simulator.edit.delete(id);
    expect((await failureOf(find(jetEmail.account, { id, known: older }))).message).toContain("[JETEMAIL-707]");
  });

  test("is not gone if the list may not be complete", async () => {
    const key = saved();
    jetEmail.simulator.faults.add({ ...API_CALLS.list, when: "after", list: "first page" });
    const { message } = await failureOf(find(accountWith(key), key));
    expect(message).toMatch(
      /may not be complete: its field "has_more" says that there is more\. So the key counts as existing\. .*\[JETEMAIL-708\]$/,
    );
  });

  test.each([
    [{ success: 0, error: "replica down", transactionalKeys: [] }, 308],
    [{ success: "false", transactionalKeys: [] }, 308],
    [{ error: "replica down", transactionalKeys: [] }, 308],
    [{ success: true, error: "replica down", transactionalKeys: [] }, 708],
    [{ transactionalKeys: [] }, 708],
  ])("is not gone if the list does not say that it succeeded: %j", async (body, code) => {
    const key = saved();
    jetEmail.simulator.faults.add({ ...API_CALLS.list, status: 200, body });
    expect(await failureOf(find(accountWith(key), key))).toMatchObject({ codes: [code] });
  });

  test.each<[string, object]>([
    ["its uuid", { uuid: "u1" }],
    ["its token", { token: "transactional_1" }],
    ["neither uuid nor token", {}],
  ])("is not gone if an entry of the list with %s cannot be read", async (_, entry) => {
    const known = { uuid: "u1", apiToken: "transactional_1", name: NAME, accountFingerprint: FINGERPRINT };
    const finding = findOwned(jetEmail.account, "u1", known, new KeyList([], [entry]));
    expect((await failureOf(finding)).message).toContain("[JETEMAIL-709]");
  });

  test("is gone although an entry of another key cannot be read", async () => {
    const known = { uuid: "u1", apiToken: "transactional_1", name: NAME, accountFingerprint: FINGERPRINT };
    const list = new KeyList([], [{ uuid: "u2" }, { token: "transactional_2" }]);
    expect(await findOwned(jetEmail.account, "u1", known, list)).toBeUndefined();
  });
});

describe("an empty list", () => {
  const EMPTY = { method: "GET", status: 200, body: { success: true, transactionalKeys: [] } };

  test("is requested again if the stack has several keys", async () => {
    const [key, other] = [saved(), saved()];
    jetEmail.simulator.faults.add(EMPTY);
    expect((await find(accountWith(key, other), key))?.uuid).toBe(key.id);
    expect(jetEmail.calls()).toEqual(["GET", "GET"]);
  });

  test("is believed if it is empty the second time", async () => {
    const [key, other] = [saved(), saved()];
    jetEmail.simulator.faults.add({ ...EMPTY, count: 2 });
    expect(await find(accountWith(key, other), key)).toBeUndefined();
  });

  test("is believed at once if the stack has one key", async () => {
    const key = saved();
    jetEmail.simulator.faults.add(EMPTY);
    expect(await find(accountWith(key), key)).toBeUndefined();
    expect(jetEmail.calls()).toEqual(["GET"]);
  });
});
