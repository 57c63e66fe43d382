import { isRotationDue, rotatedAtOf } from "../../../provider/key/rotationPolicy";
import { Clock } from "../../../provider/run/clock";
import { UNKNOWN } from "../../../provider/values/unknown";
import { ROTATED_AT } from "../../harness/arguments";
import { useClock } from "../../harness/useClock";

const clock = useClock();
const SECOND = 1000;
const DAY = 24 * 60 * 60 * SECOND;
const at = (milliseconds: number) => new Date(Date.parse(ROTATED_AT) + milliseconds).toISOString();

describe("isRotationDue", () => {
  test.each<[string, unknown, unknown]>([
    ["given for the first time", undefined, "first"],
    ["given for the first time as 0", undefined, 0],
    ["given for the first time as false", undefined, false],
    ["changed", 1, 2],
    ["of another type", 1, "1"],
    ["a list in another order", [1, 2], [2, 1]],
    ["changed in a nested value", { reason: [{ by: "a" }] }, { reason: [{ by: "b" }] }],
    ["an object with an additional field", { a: 1 }, { a: 1, b: 2 }],
  ])("is true for a trigger that is %s", (_, before, rotationTrigger) => {
    expect(isRotationDue({ rotationTrigger: before }, { rotationTrigger, rotatedAt: ROTATED_AT })).toBe(true);
  });

  test.each<[string, unknown, unknown]>([
    ["never given", undefined, undefined],
    ["unchanged", "x", "x"],
    ["removed", "x", undefined],
    ["removed by null", "x", null],
    ["an equal object with its fields in another order", { a: 1, b: { c: [2], d: 3 } }, { b: { d: 3, c: [2] }, a: 1 }],
  ])("is false for a trigger that is %s", (_, before, rotationTrigger) => {
    const olds = { rotationTrigger: before, rotatedAt: ROTATED_AT };
    expect(isRotationDue(olds, { rotationTrigger, rotatedAt: at(9999 * DAY) })).toBe(false);
  });

  test.each<[number, boolean]>([
    [-SECOND, false],
    [0, false],
    [1, true],
    [1000 * DAY, true],
  ])("is, %i ms after the end of a period of 30 days: %p", (later, isDue) => {
    const olds = { rotateAfterDays: 30, rotatedAt: ROTATED_AT };
    expect(isRotationDue(olds, { rotateAfterDays: 30, rotatedAt: at(30 * DAY + later) })).toBe(isDue);
  });

  test.each<[string, number | undefined, number | undefined]>([
    ["added", undefined, 1],
    ["shortened", 30, 1],
    ["extended", 1, 30],
    ["removed", 1, undefined],
  ])("is false for a period that is %s", (_, before, after) => {
    const olds = { ...(before && { rotateAfterDays: before }), rotatedAt: ROTATED_AT };
    expect(isRotationDue(olds, { ...(after && { rotateAfterDays: after }), rotatedAt: at(99 * DAY) })).toBe(false);
  });

  test("is false for a period without a last rotation", () => {
    expect(isRotationDue({ rotateAfterDays: 1 }, { rotateAfterDays: 1, rotatedAt: ROTATED_AT })).toBe(false);
  });
});

describe("rotatedAtOf", () => {
  test.each([{}, { rotationTrigger: { id: UNKNOWN }, rotateAfterDays: 3 }])(
    "is the current time for a new key with %j",
    (news) => {
      expect(rotatedAtOf({}, news, new Clock())).toBe(new Date().toISOString());
    },
  );

  test("gives keys that are created together different instants, in order", () => {
    const runClock = new Clock();
    const instants = Array.from({ length: 100 }, () => rotatedAtOf({}, {}, runClock));
    expect(new Set(instants).size).toBe(100);
    expect(instants.toSorted()).toEqual(instants);
  });

  test("stays until a trigger changes or a period is over, and is the current time then", () => {
    const olds = { rotatedAt: new Date().toISOString(), rotationTrigger: 1, rotateAfterDays: 10 };
    clock.pass(10);
    expect(rotatedAtOf(olds, olds, new Clock())).toBe(olds.rotatedAt);
    clock.pass(1);
    expect(rotatedAtOf(olds, { ...olds, rotationTrigger: 2 }, new Clock())).toBe(new Date().toISOString());
    clock.pass(1);
    expect(rotatedAtOf(olds, olds, new Clock())).toBe(new Date().toISOString());
  });

  test.each<[string, unknown]>([
    ["as a whole", UNKNOWN],
    ["inside an object", { deployed: { id: UNKNOWN } }],
    ["inside a list", [1, UNKNOWN]],
  ])("is unknown while the trigger is, %s", (_, trigger) => {
    const olds = { rotatedAt: ROTATED_AT, rotationTrigger: 1 };
    expect(rotatedAtOf(olds, { rotationTrigger: trigger }, new Clock())).toBe(UNKNOWN);
  });
});
