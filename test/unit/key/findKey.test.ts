import type { Key } from "../../../provider/jetemail/key";
import { fingerprintOf, provisionalId } from "../../../provider/jetemail/keyIdentities";
import { KeyList } from "../../../provider/jetemail/keyList";
import { findKey } from "../../../provider/key/findKey";

const keyWith = (changes: Partial<Key>): Key => ({
  token: "transactional_1",
  name: "receipts",
  status: "active",
  allowAllDomains: false,
  approvedDomains: [],
  quota: 0,
  ipRestrictions: [],
  usage: 0,
  createdAt: "2026-01-02T00:00:00.000Z",
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

test("finds a key by a token that it had before, in a list that is older than its rotation", () => {
  const former = keyWith({ token: "transactional_1" });
  const known = { apiToken: "transactional_2", __replacedTokens: [fingerprintOf("transactional_1")] };
  for (const id of ["u1", provisionalId("transactional_1")]) {
    expect(findKey(new KeyList([keyWith({ token: "transactional_3" }), former]), id, known)).toBe(former);
  }
});

test("finds nothing in an empty list", () => {
  expect(findKey(new KeyList([]), "u1", { apiToken: "transactional_1" })).toBeUndefined();
});

test.each<[string, Partial<Key>]>([
  ["no uuid", {}],
  ["another uuid", { uuid: "u2" }],
])("does not take a key with %s and another token for a rotated one, whatever else is the same", (_, changes) => {
  const key = keyWith({ token: "transactional_2", ...changes });
  for (const id of ["u1", provisionalId("transactional_1")]) {
    const known = { uuid: id, apiToken: "transactional_1", name: key.name, createdAt: key.createdAt };
    expect(findKey(new KeyList([key]), id, known)).toBeUndefined();
  }
});

test("finds nothing for an empty uuid", () => {
  expect(findKey(new KeyList([keyWith({})]), "", {})).toBeUndefined();
});
