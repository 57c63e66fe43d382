import { KeyList } from "../../../provider/jetemail/keyList";
import { type StateKeyIdentity, StateKeys } from "../../../provider/run/stateKeys";

const key = (number: number, accountFingerprint?: string): StateKeyIdentity => ({
  ...{ id: `u${number}`, apiToken: `t${number}` },
  ...(accountFingerprint !== undefined && { accountFingerprint }),
});
const listOf = (...numbers: number[]) =>
  new KeyList(numbers.map((number) => ({ uuid: `u${number}`, token: `t${number}` })));

function stateKeys(...keys: StateKeyIdentity[]): StateKeys {
  const added = new StateKeys(0);
  for (const each of keys) {
    added.add(each);
  }
  return added;
}

test("counts each key once, whatever its state is later", () => {
  const keys = stateKeys(key(1, "dev"), key(2), key(1, "prod"));
  expect(keys.size).toBe(2);
  keys.remove("u1");
  keys.remove("u1");
  keys.remove("u3");
  expect(keys.size).toBe(1);
});

describe("a list is proven to be of an account", () => {
  test("by a key that was saved there, known by its uuid or its token", async () => {
    expect(await stateKeys(key(1, "dev")).prove(listOf(1), "dev")).toBe(true);
    expect(await stateKeys(key(1, "dev")).prove(new KeyList([{ token: "t1" }]), "dev")).toBe(true);
    expect(await stateKeys(key(1)).prove(listOf(1), undefined)).toBe(true);
  });

  test("by a key that turns up in the state later, after others that prove nothing", async () => {
    const keys = new StateKeys(60_000);
    const proof = keys.prove(listOf(3), "dev");
    keys.add(key(1, "dev"));
    await Promise.resolve();
    keys.add(key(2, "dev"));
    keys.add(key(3, "dev"));
    expect(await proof).toBe(true);
  });

  test("by a key that was saved there before a refresh gave it another fingerprint", async () => {
    const keys = stateKeys(key(1, "before"), key(1, "after"));
    expect(await keys.prove(listOf(1), "before")).toBe(true);
    expect(await keys.prove(listOf(1), "after")).toBe(true);
    keys.remove("u1");
    expect(await keys.prove(listOf(1), "before")).toBe(false);
  });

  test("not by a key that was saved in another account, is not listed, or is no longer in the state", async () => {
    expect(await stateKeys(key(1, "prod"), key(2, "dev")).prove(listOf(1), "dev")).toBe(false);
    const keys = stateKeys(key(1, "dev"));
    keys.remove("u1");
    expect(await keys.prove(listOf(1), "dev")).toBe(false);
  });
});

describe("keys are elsewhere", () => {
  test.each<[string, boolean, StateKeyIdentity[], KeyList]>([
    ["all of them were saved in other accounts, and none is listed", true, [key(1, "dev"), key(2, "eu")], listOf(3)],
    ["there is none", false, [], listOf(3)],
    ["one was saved in this account", false, [key(1, "dev"), key(2, "prod")], listOf(3)],
    ["it is not known where one was saved", false, [key(1, "dev"), key(2)], listOf(3)],
    ["one is listed, since the account key was exchanged", false, [key(1, "dev"), key(2, "dev")], listOf(2)],
  ])("where %s: %p", (_, expected, keys, list) => {
    expect(stateKeys(...keys).areElsewhere(list, "prod")).toBe(expected);
  });

  test("no longer where one of them is saved in this account, and again where that is deleted", () => {
    const keys = stateKeys(key(1, "dev"), key(2, "prod"), key(3, "prod"));
    keys.remove("u2");
    expect(keys.areElsewhere(listOf(), "prod")).toBe(false);
    keys.add(key(3, "dev"));
    expect(keys.areElsewhere(listOf(), "prod")).toBe(true);
  });
});
