import { checkPair } from "../../../provider/pair/check";
import { UNKNOWN } from "../../../provider/values/unknown";
import { ROTATED_AT } from "../../harness/arguments";
import { useClock } from "../../harness/useClock";

const clock = useClock();
const now = () => new Date().toISOString();
const NAME = { name: "mail" };
const OLDS = { ...NAME, rotatedAt: ROTATED_AT, current: "a", rotationTrigger: 1 };

test("a new pair begins with its first key, rotated now", () => {
  expect(checkPair({}, NAME)).toEqual({ inputs: { ...NAME, rotatedAt: now(), current: "a" }, failures: [] });
});

test("a pair to which nothing happens stays as it is", () => {
  const given = { ...NAME, rotationTrigger: 1 };
  expect(checkPair(OLDS, given).inputs).toEqual(OLDS);
  expect(checkPair({ ...OLDS, current: "b" }, given).inputs).toEqual({ ...OLDS, current: "b" });
});

test.each([
  ["a", "b"],
  ["b", "a"],
])("a rotation makes the other key current: after %s comes %s", (before, after) => {
  const { inputs } = checkPair({ ...OLDS, current: before }, { ...NAME, rotationTrigger: 2 });
  expect(inputs).toEqual({ ...NAME, rotationTrigger: 2, rotatedAt: now(), current: after });
});

test("a period that is over makes the other key current", () => {
  const given = { ...NAME, rotateAfterDays: 1 };
  const { inputs: olds } = checkPair({}, given);
  clock.pass(2);
  expect(checkPair(olds, given).inputs).toMatchObject({ current: "b", rotatedAt: now() });
});

test("whether a trigger that only the update knows rotates is not known either", () => {
  const { inputs } = checkPair(OLDS, { ...NAME, rotationTrigger: UNKNOWN });
  expect(inputs).toMatchObject({ current: UNKNOWN, rotatedAt: UNKNOWN });
});

test("the emergency switch is spelled out while it is on and once when it goes off, and left out otherwise", () => {
  const on = checkPair(OLDS, { ...NAME, rotationTrigger: 1, revokePrevious: true }).inputs;
  expect(on).toEqual({ ...OLDS, revokePrevious: true });
  const off = checkPair(on, { ...NAME, rotationTrigger: 1 }).inputs;
  expect(off).toEqual({ ...OLDS, revokePrevious: false });
  expect(checkPair(off, { ...NAME, rotationTrigger: 1 }).inputs).toEqual(OLDS);
  expect(checkPair(OLDS, { ...NAME, rotationTrigger: 1, revokePrevious: false }).inputs).toEqual(OLDS);
  expect(checkPair(OLDS, { ...NAME, rotationTrigger: 1, revokePrevious: UNKNOWN }).inputs).toMatchObject({
    revokePrevious: UNKNOWN,
  });
});

test("arguments with a problem are left as they were given, and those of a key alone are refused", () => {
  const given = { name: "x".repeat(63), adopt: "u1", revokePrevious: "yes", current: "b", rotatedAt: now() };
  const { inputs, failures } = checkPair(OLDS, given);
  expect(inputs).toBe(given);
  expect(failures.map(({ property }) => property)).toEqual([
    "name",
    '["adopt"]',
    "revokePrevious",
    '["current"]',
    '["rotatedAt"]',
  ]);
  expect(failures[0]?.reason).toContain("must be 1 to 62 letters");
  expect(checkPair({}, { name: "x".repeat(62) }).failures).toEqual([]);
});
