import { dueAfter, rotationDue } from "../../../provider/key/rotationPolicy";

const ROTATED_AT = "2026-02-03T04:05:06.789Z";
const SECOND = 1000;
const DAY = 24 * 60 * 60 * SECOND;
const at = (milliseconds: number) => new Date(Date.parse(ROTATED_AT) + milliseconds).toISOString();

describe("rotationDue", () => {
  test.each<[string, unknown, unknown]>([
    ["given for the first time", undefined, "first"],
    ["given for the first time as 0", undefined, 0],
    ["given for the first time as false", undefined, false],
    ["changed", 1, 2],
    ["a list in another order", [1, 2], [2, 1]],
    ["changed in a nested value", { reason: [{ by: "a" }] }, { reason: [{ by: "b" }] }],
    ["an object with an additional field", { a: 1 }, { a: 1, b: 2 }],
  ])("is true for a trigger that is %s", (_, before, rotationTrigger) => {
    expect(rotationDue({ rotationTrigger: before, rotatedAt: ROTATED_AT }, { rotationTrigger }, ROTATED_AT)).toBe(true);
  });

  test.each<[string, unknown, unknown]>([
    ["never given", undefined, undefined],
    ["unchanged", "x", "x"],
    ["of another type with the same text", 1, "1"],
    ["nested, of another type with the same text", { n: [true] }, { n: ["true"] }],
    ["removed", "x", undefined],
    ["removed by null", "x", null],
    ["an equal object with its fields in another order", { a: 1, b: { c: [2], d: 3 } }, { b: { d: 3, c: [2] }, a: 1 }],
  ])("is false for a trigger that is %s", (_, before, rotationTrigger) => {
    const olds = { rotationTrigger: before, rotatedAt: ROTATED_AT };
    expect(rotationDue(olds, { rotationTrigger }, at(9999 * DAY))).toBe(false);
  });

  test.each<[number, boolean]>([
    [-SECOND, false],
    [-1, false],
    [0, true],
    [1000 * DAY, true],
  ])("is, %i ms after the end of a period of 30 days: %p", (later, isDue) => {
    const due = dueAfter(30, ROTATED_AT);
    const olds = { rotateAfterDays: 30, rotatedAt: ROTATED_AT, ...due };
    expect(rotationDue(olds, { rotateAfterDays: 30 }, at(30 * DAY + later))).toBe(isDue && due.rotationDueAt);
  });

  test.each<[string, number | undefined, number | undefined]>([
    ["added", undefined, 1],
    ["shortened", 30, 1],
    ["extended", 1, 30],
    ["removed", 1, undefined],
  ])("is false for a period that is %s", (_, before, after) => {
    const olds = { rotatedAt: ROTATED_AT, ...(before && { rotateAfterDays: before }), ...dueAfter(before, ROTATED_AT) };
    expect(rotationDue(olds, { ...(after && { rotateAfterDays: after }) }, at(99 * DAY))).toBe(false);
  });
});

describe("dueAfter", () => {
  test("adds the period, and nothing without one", () => {
    expect(dueAfter(30, "2026-01-01T00:00:00.000Z")).toEqual({ rotationDueAt: "2026-01-31T00:00:00.000Z" });
    expect(dueAfter(undefined, "2026-01-01T00:00:00.000Z")).toEqual({});
  });
});
