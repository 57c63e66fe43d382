import { HeldKeys } from "../../provider/heldKeys";

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
  held.hold("u1");
  held.hold("u1");
  expect(held.want("u1")).toContain("must be the uuid of a key that this stack does not hold yet");
  expect(held.problemOfAdopting("u1")).toContain("leave `adopt` out");
  expect(held.problemOfAdopting("u2")).toBeUndefined();
});

test("a key that is wanted cannot be held by another resource, until it was adopted", () => {
  const held = new HeldKeys();
  held.want("u1");
  expect(() => held.hold("u1")).toThrow(
    'Another resource of this program has `adopt: "u1"`, but this resource holds that key. Remove one of them.',
  );
  expect(held.wasAdopted("u1")).toBe(false);
  held.adopt("u1");
  expect(held.wasAdopted("u1")).toBe(true);
  expect(() => held.hold("u1")).not.toThrow();
  expect(held.problemOfAdopting("u1")).toBeDefined();
});
