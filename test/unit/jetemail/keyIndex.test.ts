import type { Key } from "../../../provider/jetemail/key";
import { indexOf } from "../../../provider/jetemail/keyIndex";

const key = (uuid: string | undefined, token: string, name: string) => ({ uuid, token, name }) as Key;
const FIRST = key("u1", "t1", "mail");
const SECOND = key("u1", "t1", "mail");
const WITHOUT_UUID = key(undefined, "t2", "post");
const LIST = [FIRST, SECOND, WITHOUT_UUID];

test("finds keys by uuid, token and name, and the first one of several", () => {
  const { byUuid, byToken, byName } = indexOf(LIST);
  expect([...byUuid.keys()]).toEqual(["u1"]);
  expect(byUuid.get("u1")).toBe(FIRST);
  expect(byToken.get("t1")).toBe(FIRST);
  expect(byToken.get("t2")).toBe(WITHOUT_UUID);
  expect(byName.get("mail")).toEqual([FIRST, SECOND]);
  expect(byName.get("news")).toBeUndefined();
});

test("is made once for a list", () => {
  expect(indexOf(LIST)).toBe(indexOf(LIST));
  expect(indexOf([...LIST])).not.toBe(indexOf(LIST));
});
