import { HeldKeys } from "../../../provider/run/heldKeys";

const AT = "2026-01-01T00:00:00.000Z";
const LATER = "2026-01-02T00:00:00.000Z";

test("a key that nobody holds may be wanted once", () => {
  const held = new HeldKeys();
  expect(held.isWanted("u1")).toBe(false);
  expect(held.want("u1")).toBeUndefined();
  expect(held.isWanted("u1")).toBe(true);
  expect(held.want("u1")).toContain("is adopted by another resource of the program too");
  expect(held.want("u2")).toBeUndefined();
});

test("a key that a resource holds cannot be wanted", () => {
  const held = new HeldKeys();
  held.hold("u1", AT);
  held.hold("u1", AT);
  expect(held.want("u1")).toContain("must be the uuid of a key that this stack does not hold yet");
  expect(held.problemOfAdopting("u1")).toContain("leave `adopt` out");
  expect(held.problemOfAdopting("u2")).toBeUndefined();
});

test("a key that is wanted cannot be held by another resource, until it was adopted", () => {
  const held = new HeldKeys();
  held.want("u1");
  expect(() => held.hold("u1", AT)).toThrow(
    'Another resource of this program has `adopt: "u1"`, but this resource holds that key. Remove one of them.',
  );
  expect(held.wasAdopted("u1")).toBe(false);
  held.adopt("u1");
  expect(held.wasAdopted("u1")).toBe(true);
  expect(() => held.hold("u1", AT)).not.toThrow();
  expect(held.problemOfAdopting("u1")).toBeDefined();
});

test("a key is held besides the resource that has this instant only if one with another instant holds it", () => {
  const held = new HeldKeys();
  expect(held.isHeldBesides("u1", AT)).toBe(false);
  held.hold("u1", AT);
  held.hold("u1", AT);
  expect(held.isHeldBesides("u1", AT)).toBe(false);
  expect(held.isHeldBesides("u1", LATER)).toBe(true);
  expect(held.isHeldBesides("u2", LATER)).toBe(false);
  held.hold("u1", LATER);
  expect(held.isHeldBesides("u1", AT)).toBe(true);
  expect(held.isHeldBesides("u1", LATER)).toBe(true);
});

test("an adoption alone holds a key beside nobody", () => {
  const held = new HeldKeys();
  held.adopt("u1");
  expect(held.isHeldBesides("u1", AT)).toBe(false);
});
