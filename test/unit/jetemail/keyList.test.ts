import type { Key } from "../../../provider/jetemail/key";
import { KeyList } from "../../../provider/jetemail/keyList";

const FIRST: Key = { uuid: "u1", token: "t1", name: "mail" };
const SECOND: Key = { ...FIRST };
const WITHOUT_UUID: Key = { token: "t2", name: "post" };
const LIST = new KeyList([FIRST, SECOND, WITHOUT_UUID]);

test("finds keys by uuid, token and name, and the first one of several", () => {
  expect(LIST.withUuid("u1")).toBe(FIRST);
  expect(LIST.withUuid("u2")).toBeUndefined();
  expect(LIST.withToken("t1")).toBe(FIRST);
  expect(LIST.withToken("t2")).toBe(WITHOUT_UUID);
  expect(LIST.withName("mail")).toEqual([FIRST, SECOND]);
  expect(LIST.withName("news")).toEqual([]);
});

test("has its keys in JetEmail's order", () => {
  expect([...LIST]).toEqual([FIRST, SECOND, WITHOUT_UUID]);
});

describe("an entry that cannot be read", () => {
  const KEY = { uuid: "u1", token: "t1" };

  test.each<[string, object]>([
    ["the same uuid and token", { uuid: "u1", token: "t1" }],
    ["the same uuid", { uuid: "u1" }],
    ["the same token", { token: "t1" }],
    ["a name alone", { name: "mail" }],
    ["nothing", {}],
  ])("may be a key if it has %s", (_, entry) => {
    expect(new KeyList([], [{ uuid: "u2" }, entry]).mayHide(KEY)).toBe(true);
  });

  test.each<[string, object]>([
    ["another uuid", { uuid: "u2" }],
    ["another token", { token: "t2" }],
    ["the same uuid and another token", { uuid: "u1", token: "t2" }],
  ])("is not a key if it has %s", (_, entry) => {
    expect(new KeyList([], [entry]).mayHide(KEY)).toBe(false);
  });
});
