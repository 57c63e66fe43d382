import type { Key } from "../../../provider/jetemail/key";
import { findKey } from "../../../provider/key/findKey";
import { provisionalId } from "../../../provider/key/outputs";

const BORN = "2026-01-02T00:00:00.000Z";

const keyWith = (changes: Partial<Key>): Key => ({
  token: "transactional_1",
  uuid: undefined,
  name: "receipts",
  status: "active",
  allowAllDomains: false,
  approvedDomains: [],
  quota: 0,
  ipRestrictions: [],
  usage: 0,
  createdAt: BORN,
  ...changes,
});

test("an empty list holds no key", () => {
  expect(findKey([], "u1", { apiToken: "transactional_1", name: "receipts", createdAt: BORN })).toBeUndefined();
});

test("a uuid wins over a token that another key has by now", () => {
  const byToken = keyWith({ uuid: "u2", token: "transactional_1" });
  const byUuid = keyWith({ uuid: "u1", token: "transactional_2" });
  expect(findKey([byToken, byUuid], "u1", { apiToken: "transactional_1" })).toBe(byUuid);
});

test("a token finds the key where the list tells no uuid", () => {
  const key = keyWith({});
  expect(findKey([keyWith({ token: "transactional_2" }), key], "u1", { apiToken: key.token })).toBe(key);
});

test("a stand-in id finds the key of its token, even without a state", () => {
  const key = keyWith({ uuid: "u1" });
  expect(findKey([keyWith({ token: "transactional_2" }), key], provisionalId(key.token), {})).toBe(key);
});

test("a stand-in id of another token finds nothing", () => {
  expect(findKey([keyWith({})], provisionalId("transactional_2"), {})).toBeUndefined();
});

test("behind a stand-in id the uuid in the state finds a key that was rotated elsewhere", () => {
  const key = keyWith({ uuid: "u1", token: "transactional_2" });
  expect(findKey([key], provisionalId("transactional_1"), { uuid: "u1", apiToken: "transactional_1" })).toBe(key);
});

test("a key of the same name and birth is the one, where no uuid tells otherwise", () => {
  const key = keyWith({ token: "transactional_2" });
  const known = { apiToken: "transactional_1", name: "receipts", createdAt: BORN };
  expect(findKey([key], provisionalId("transactional_1"), known)).toBe(key);
});

test.each<[string, Partial<Key>]>([
  ["another name", { name: "invoices" }],
  ["another birth", { createdAt: "2026-01-02T00:00:00.001Z" }],
  ["no birth", { createdAt: undefined }],
  ["a uuid that is not the key's", { uuid: "u2" }],
])("a rotated key is not confused with one of %s", (_, changes) => {
  const known = { uuid: "u1", apiToken: "transactional_1", name: "receipts", createdAt: BORN };
  expect(findKey([keyWith({ token: "transactional_2", ...changes })], "u1", known)).toBeUndefined();
});

test("a state without a birth matches no key by it", () => {
  const key = keyWith({ token: "transactional_2", createdAt: undefined });
  expect(findKey([key], "u1", { apiToken: "transactional_1", name: "receipts" })).toBeUndefined();
});

test("of two keys of one name and birth the one with the token in the state is meant", () => {
  const key = keyWith({});
  const known = { apiToken: key.token, name: "receipts", createdAt: BORN };
  expect(findKey([keyWith({ token: "transactional_2" }), key], provisionalId(key.token), known)).toBe(key);
});

test("an empty uuid in a look-up matches no key", () => {
  expect(findKey([keyWith({})], "", {})).toBeUndefined();
});
