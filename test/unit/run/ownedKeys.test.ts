import type { Key } from "../../../provider/jetemail/key";
import { Claims } from "../../../provider/run/ownedKeys";

const key = (uuid: string | undefined, token: string) => ({ uuid, token }) as Key;

test("a key is claimed by its uuid or by its token", () => {
  const claims = new Claims();
  claims.claim("u1");
  claims.claim("t2");
  expect(claims.has(key("u1", "t1"))).toBe(true);
  expect(claims.has(key("u2", "t2"))).toBe(true);
  expect(claims.has(key(undefined, "t2"))).toBe(true);
  expect(claims.has(key("u3", "t3"))).toBe(false);
  expect(claims.has(key(undefined, "t3"))).toBe(false);
});

test.each(["u1", "t1"])("a claim of %s that comes while it is waited for is seen", async (mark) => {
  const claims = new Claims();
  const claimed = claims.hasSoon(key("u1", "t1"));
  claims.claim("u2");
  claims.claim(mark);
  expect(await claimed).toBe(true);
});

test("a claim of a key that has no uuid is waited for by its token", async () => {
  const claims = new Claims();
  const claimed = claims.hasSoon(key(undefined, "t1"));
  claims.claim("t1");
  expect(await claimed).toBe(true);
});

test("a claim that was made before is not waited for, and one that never comes only for so long", async () => {
  const claims = new Claims(0);
  claims.claim("u1");
  expect(await claims.hasSoon(key("u1", "t1"))).toBe(true);
  expect(await claims.hasSoon(key("u2", "t2"))).toBe(false);
});

test("a resource is expected by the names of its keys until it is identified by its instant", () => {
  const claims = new Claims();
  claims.expect("at 1", ["mail"]);
  claims.expect("at 2", ["mail"]);
  claims.expect("at 3", ["mail-a", "mail-b"]);
  expect(["mail", "mail-a", "mail-b", "post"].map((name) => claims.expected(name))).toEqual([2, 1, 1, 0]);
  claims.identified("at 2");
  claims.identified("at 3");
  claims.identified("at 4");
  expect(["mail", "mail-a", "mail-b"].map((name) => claims.expected(name))).toEqual([1, 0, 0]);
});

test("resources of one instant, as after an upgrade, are identified one by one", () => {
  const claims = new Claims();
  claims.expect("at 1", ["mail"]);
  claims.expect("at 1", ["mail"]);
  claims.identified("at 1");
  expect(claims.expected("mail")).toBe(1);
});
