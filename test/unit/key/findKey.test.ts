import type { Key } from "../../../provider/jetemail/key";
import { provisionalId } from "../../../provider/jetemail/keyIdentities";
import { KeyList } from "../../../provider/jetemail/keyList";
import { findKey } from "../../../provider/key/findKey";

const CREATED_AT = "2026-01-02T00:00:00.000Z";

const keyWith = (changes: Partial<Key>): Key => ({
  token: "transactional_1",
  name: "receipts",
  status: "active",
  allowAllDomains: false,
  approvedDomains: [],
  quota: 0,
  ipRestrictions: [],
  usage: 0,
  createdAt: CREATED_AT,
  ...changes,
});

test("prefers the uuid over a token that another key has by now", () => {
  const byToken = keyWith({ uuid: "u2", token: "transactional_1" });
  const byUuid = keyWith({ uuid: "u1", token: "transactional_2" });
  expect(findKey(new KeyList([byToken, byUuid]), "u1", { apiToken: "transactional_1" })).toBe(byUuid);
});

test("finds a key by its token when the list has no uuid", () => {
  const key = keyWith({});
  expect(findKey(new KeyList([keyWith({ token: "transactional_2" }), key]), "u1", { apiToken: key.token })).toBe(key);
});

test("finds a key by its name and creation time when no uuid contradicts them", () => {
  const key = keyWith({ token: "transactional_2" });
  const known = { apiToken: "transactional_1", name: "receipts", createdAt: CREATED_AT };
  expect(findKey(new KeyList([key]), provisionalId("transactional_1"), known)).toBe(key);
});

test("prefers the token in the state among keys with the same name and creation time", () => {
  const key = keyWith({});
  const known = { apiToken: key.token, name: "receipts", createdAt: CREATED_AT };
  expect(findKey(new KeyList([keyWith({ token: "transactional_2" }), key]), provisionalId(key.token), known)).toBe(key);
});

describe("with a provisional id", () => {
  test("finds the key of that token, even without a state", () => {
    const key = keyWith({ uuid: "u1" });
    expect(findKey(new KeyList([keyWith({ token: "transactional_2" }), key]), provisionalId(key.token), {})).toBe(key);
  });

  test("finds nothing without a key of that token", () => {
    expect(findKey(new KeyList([keyWith({})]), provisionalId("transactional_2"), {})).toBeUndefined();
  });

  test("finds a rotated key by the uuid in the state", () => {
    const key = keyWith({ uuid: "u1", token: "transactional_2" });
    expect(
      findKey(new KeyList([key]), provisionalId("transactional_1"), { uuid: "u1", apiToken: "transactional_1" }),
    ).toBe(key);
  });
});

test("finds nothing in an empty list", () => {
  expect(
    findKey(new KeyList([]), "u1", { apiToken: "transactional_1", name: "receipts", createdAt: CREATED_AT }),
  ).toBeUndefined();
});

test.each<[string, Partial<Key>]>([
  ["another name", { name: "invoices" }],
  ["another creation time", { createdAt: "2026-01-02T00:00:00.001Z" }],

  ["another uuid", { uuid: "u2" }],
])("does not take a key with %s for a rotated one", (_, changes) => {
  const known = { uuid: "u1", apiToken: "transactional_1", name: "receipts", createdAt: CREATED_AT };
  expect(findKey(new KeyList([keyWith({ token: "transactional_2", ...changes })]), "u1", known)).toBeUndefined();
});

test("does not compare creation times when the list or the state has none", () => {
  const { createdAt, ...key } = keyWith({ token: "transactional_2" });
  const known = { apiToken: "transactional_1", name: "receipts" };
  expect(findKey(new KeyList([key]), "u1", known)).toBeUndefined();
  expect(findKey(new KeyList([key]), "u1", { ...known, createdAt: CREATED_AT })).toBeUndefined();
  expect(findKey(new KeyList([{ ...key, createdAt: CREATED_AT }]), "u1", known)).toBeUndefined();
});

describe("in a list without names", () => {
  const { name, ...key } = keyWith({ token: "transactional_2" });
  const known = { apiToken: "transactional_1", name: "receipts", createdAt: CREATED_AT };

  test("finds a rotated key by its creation time", () => {
    expect(findKey(new KeyList([key]), provisionalId("transactional_1"), known)).toBe(key);
  });

  test("throws when several keys have it", () => {
    const list = new KeyList([key, { ...key, token: "transactional_3" }]);
    expect(() => findKey(list, provisionalId("transactional_1"), known)).toThrow("JetEmail lists 2 keys that may be");
  });
});

test("finds nothing for an empty uuid", () => {
  expect(findKey(new KeyList([keyWith({})]), "", {})).toBeUndefined();
});
