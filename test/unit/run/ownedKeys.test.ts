import { type OwnedKey, OwnedKeys } from "../../../provider/run/ownedKeys";

const AT = "2026-01-01T00:00:00.000Z";
const LATER = "2026-01-02T00:00:00.000Z";

const listed = (uuid: string | undefined, token: string) => ({ token, ...(uuid !== undefined && { uuid }) });
const inState = (id: string, apiToken = `token of ${id}`, rotatedAt = AT): OwnedKey => ({ id, apiToken, rotatedAt });

test("owns a key by its uuid or its token", () => {
  const owned = new OwnedKeys();
  owned.own([inState("u1", "t1")], AT);
  owned.ownCreated("t2");
  expect(owned.owns(listed("u1", "another"))).toBe(true);
  expect(owned.owns(listed("u2", "t2"))).toBe(true);
  expect(owned.owns(listed(undefined, "t1"))).toBe(true);
  expect(owned.owns(listed("u3", "t3"))).toBe(false);
  expect(owned.owns(listed(undefined, "t3"))).toBe(false);
});

describe("ownsSoon", () => {
  test.each(["u1", "t1"])("returns true as soon as %s is owned", async (mark) => {
    const owned = new OwnedKeys();
    const isOwned = owned.ownsSoon(listed("u1", "t1"));
    owned.ownCreated("u2");
    owned.ownCreated(mark);
    expect(await isOwned).toBe(true);
  });

  test("waits for the token of a key without a uuid", async () => {
    const owned = new OwnedKeys();
    const isOwned = owned.ownsSoon(listed(undefined, "t1"));
    owned.ownCreated("t1");
    expect(await isOwned).toBe(true);
  });

  test("returns at once for an owned key, and false after the grace period for an unmanaged one", async () => {
    const owned = new OwnedKeys(0);
    owned.ownCreated("t1");
    expect(await owned.ownsSoon(listed("u1", "t1"))).toBe(true);
    expect(await owned.ownsSoon(listed("u2", "t2"))).toBe(false);
  });
});

describe("an expected resource", () => {
  test("counts for the names of its keys until it owns them", () => {
    const owned = new OwnedKeys();
    owned.expect("stamp 1", ["mail"]);
    owned.expect("stamp 2", ["mail"]);
    owned.expect("stamp 3", ["mail-a", "mail-b"]);
    expect(["mail", "mail-a", "mail-b", "post"].map((name) => owned.expected(name))).toEqual([2, 1, 1, 0]);
    owned.own([inState("u2")], "stamp 2");
    owned.own([inState("u3a"), inState("u3b")], "stamp 3");
    owned.own([inState("u4")], "stamp 4");
    expect(["mail", "mail-a", "mail-b"].map((name) => owned.expected(name))).toEqual([1, 0, 0]);
  });

  test("counts once for each resource with the same stamp, as after an upgrade", () => {
    const owned = new OwnedKeys();
    owned.expect("stamp 1", ["mail"]);
    owned.expect("stamp 1", ["mail"]);
    owned.own([inState("u1")], "stamp 1");
    expect(owned.expected("mail")).toBe(1);
  });
});

describe("an adoption", () => {
  test("reserves an unmanaged key, once", () => {
    const owned = new OwnedKeys();
    expect(owned.isReserved("u1")).toBe(false);
    expect(owned.reserve("u1")).toBeUndefined();
    expect(owned.isReserved("u1")).toBe(true);
    expect(owned.reserve("u1")?.codes).toEqual([112]);
    expect(owned.reserve("u2")).toBeUndefined();
  });

  test("conflicts with a resource that owns the key", () => {
    const owned = new OwnedKeys();
    owned.own([inState("u1")], AT);
    expect(owned.reserve("u1")?.codes).toEqual([113]);
    expect(owned.adoptionConflict("u1")?.text).toContain("Remove `adopt`");
    expect(owned.adoptionConflict("u2")).toBeUndefined();
  });

  test("prevents other resources from owning the key until it is done, and retains the key then", () => {
    const owned = new OwnedKeys();
    owned.reserve("u1");
    expect(() => owned.own([inState("u1")], AT)).toThrow(
      'Another resource of this program has `adopt: "u1"`, but this resource owns that key. Remove one of the two. [JETEMAIL-114]',
    );
    expect(owned.isRetained(inState("u1"))).toBe(false);
    owned.adopt("u1", "t1", "another resource");
    expect(owned.adopterOf("u1")).toBe("another resource");
    expect(owned.owns(listed("u1", "another"))).toBe(true);
    expect(owned.isReserved("u1")).toBe(false);
    expect(owned.isRetained(inState("u1"))).toBe(true);
    expect(() => owned.own([inState("u1")], AT)).not.toThrow();
    expect(owned.adoptionConflict("u1")).toBeDefined();
  });
});

test("retains a key while a resource with another stamp owns it too", () => {
  const owned = new OwnedKeys();
  const first = inState("u1", "t1", AT);
  const second = inState("u1", "t1", LATER);
  expect(owned.isRetained(first)).toBe(false);
  owned.own([first], AT);
  owned.own([first], AT);
  expect(owned.isRetained(first)).toBe(false);
  expect(owned.isRetained(second)).toBe(true);
  expect(owned.isRetained(inState("u2"))).toBe(false);
  owned.own([second], LATER);
  expect(owned.isRetained(first)).toBe(true);
  expect(owned.isRetained(second)).toBe(true);
});
