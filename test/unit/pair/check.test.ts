import { checkPair as check } from "../../../provider/pair/check";
import { Clock } from "../../../provider/run/clock";
import { UNKNOWN } from "../../../provider/values/unknown";
import { ROTATED_AT } from "../../harness/arguments";
import { useClock } from "../../harness/useClock";

const checkPair = (olds: Record<string, unknown>, news: Record<string, unknown>) => check(olds, news, new Clock());

const clock = useClock();
const now = () => new Date().toISOString();
const NAME = { name: "mail" };
const OLDS = { ...NAME, rotatedAt: ROTATED_AT, current: "a", rotationTrigger: 1 };

test("starts a new pair with key a, rotated now", () => {
  expect(checkPair({}, NAME)).toEqual({ inputs: { ...NAME, rotatedAt: now(), current: "a" }, failures: [] });
});

test("keeps everything when nothing changes", () => {
  const given = { ...NAME, rotationTrigger: 1 };
  expect(checkPair(OLDS, given).inputs).toEqual(OLDS);
  expect(checkPair({ ...OLDS, current: "b" }, given).inputs).toEqual({ ...OLDS, current: "b" });
});

test.each([
  ["a", "b"],
  ["b", "a"],
])("makes the other key current in a rotation: %s => %s", (before, after) => {
  const { inputs } = checkPair({ ...OLDS, current: before }, { ...NAME, rotationTrigger: 2 });
  expect(inputs).toEqual({ ...NAME, rotationTrigger: 2, rotatedAt: now(), current: after });
});

test("makes the other key current when the period is over", () => {
  const given = { ...NAME, rotateAfterDays: 1 };
  const { inputs: olds } = checkPair({}, given);
  clock.pass(2);
  expect(checkPair(olds, given).inputs).toMatchObject({ current: "b", rotatedAt: now() });
});

test("does not know the current key while the trigger is unknown", () => {
  const { inputs } = checkPair(OLDS, { ...NAME, rotationTrigger: UNKNOWN });
  expect(inputs).toMatchObject({ current: UNKNOWN, rotatedAt: UNKNOWN });
});

test("includes revokePrevious while it is true and when it is set back to false, and omits it otherwise", () => {
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

test("leaves arguments as they were given when one of them is invalid, and rejects those of a single key", () => {
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
