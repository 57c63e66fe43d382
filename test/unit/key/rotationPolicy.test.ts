import { isRotationDue, rotatedAtOf } from "../../../provider/key/rotationPolicy";
import { UNKNOWN } from "../../../provider/values/unknown";
import { ROTATED_AT } from "../../harness/arguments";
import { useClock } from "../../harness/useClock";

const clock = useClock();
const SECOND = 1000;
const DAY = 24 * 60 * 60 * SECOND;
const at = (milliseconds: number) => new Date(Date.parse(ROTATED_AT) + milliseconds).toISOString();

test.each<[string, unknown, unknown]>([
  ["given for the first time", undefined, "first"],
  ["given for the first time as something that counts as nothing", undefined, 0],
  ["given for the first time as false", undefined, false],
  ["another one", 1, 2],
  ["of another type", 1, "1"],
  ["a list in another order", [1, 2], [2, 1]],
  ["changed deep inside", { reason: [{ by: "a" }] }, { reason: [{ by: "b" }] }],
  ["an object with one field more", { a: 1 }, { a: 1, b: 2 }],
])("a trigger that is %s rotates", (_, before, rotationTrigger) => {
  expect(isRotationDue({ rotationTrigger: before }, { rotationTrigger, rotatedAt: ROTATED_AT })).toBe(true);
});

test.each<[string, unknown, unknown]>([
  ["never there", undefined, undefined],
  ["the same", "x", "x"],
  ["taken away", "x", undefined],
  ["taken away by null", "x", null],
  ["an equal object whose fields come in another order", { a: 1, b: { c: [2], d: 3 } }, { b: { d: 3, c: [2] }, a: 1 }],
])("a trigger that is %s rotates nothing", (_, before, rotationTrigger) => {
  const olds = { rotationTrigger: before, rotatedAt: ROTATED_AT };
  expect(isRotationDue(olds, { rotationTrigger, rotatedAt: at(9999 * DAY) })).toBe(false);
});

test.each<[number, boolean]>([
  [-SECOND, false],
  [0, false],
  [1, true],
  [1000 * DAY, true],
])("a period of 30 days is over %i ms after its last instant: %p", (later, isDue) => {
  const olds = { rotateAfterDays: 30, rotatedAt: ROTATED_AT };
  expect(isRotationDue(olds, { rotateAfterDays: 30, rotatedAt: at(30 * DAY + later) })).toBe(isDue);
});

test.each<[string, number | undefined, number | undefined]>([
  ["new", undefined, 1],
  ["made shorter", 30, 1],
  ["made longer", 1, 30],
  ["taken away", 1, undefined],
])("a period that is %s rotates nothing by itself", (_, before, after) => {
  const olds = { ...(before && { rotateAfterDays: before }), rotatedAt: ROTATED_AT };
  expect(isRotationDue(olds, { ...(after && { rotateAfterDays: after }), rotatedAt: at(99 * DAY) })).toBe(false);
});

test("a period without a last rotation is not over", () => {
  expect(isRotationDue({ rotateAfterDays: 1 }, { rotateAfterDays: 1, rotatedAt: ROTATED_AT })).toBe(false);
});

test.each([{}, { rotationTrigger: { id: UNKNOWN }, rotateAfterDays: 3 }])(
  "a key that is to be created with %j is rotated now",
  (news) => {
    expect(rotatedAtOf({}, news)).toBe(new Date().toISOString());
  },
);

test("keys that are to be created at once are told apart by their instants, the later one by the later instant", () => {
  const instants = Array.from({ length: 100 }, () => rotatedAtOf({}, {}));
  expect(new Set(instants).size).toBe(100);
  expect(instants.toSorted()).toEqual(instants);
});

test("the instant stays where nothing rotates, and is now where a trigger changes or a period is over", () => {
  const olds = { rotatedAt: new Date().toISOString(), rotationTrigger: 1, rotateAfterDays: 10 };
  clock.pass(10);
  expect(rotatedAtOf(olds, olds)).toBe(olds.rotatedAt);
  clock.pass(1);
  expect(rotatedAtOf(olds, { ...olds, rotationTrigger: 2 })).toBe(new Date().toISOString());
  clock.pass(1);
  expect(rotatedAtOf(olds, olds)).toBe(new Date().toISOString());
});

test.each<[string, unknown]>([
  ["whole", UNKNOWN],
  ["inside of an object", { deployed: { id: UNKNOWN } }],
  ["inside of a list", [1, UNKNOWN]],
])("a trigger that only the update knows, %s, makes the instant one that only the update knows", (_, trigger) => {
  const olds = { rotatedAt: ROTATED_AT, rotationTrigger: 1 };
  expect(rotatedAtOf(olds, { rotationTrigger: trigger })).toBe(UNKNOWN);
});
