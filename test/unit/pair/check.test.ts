import { checkPair } from "../../../provider/pair/check";
import { UNKNOWN } from "../../../provider/values/unknown";

const NAME = { name: "mail" };
const OLDS = { ...NAME, rotationTrigger: 1 };

test("returns what is declared, whether the pair exists or not", () => {
  expect(checkPair({}, NAME)).toEqual({ inputs: NAME, failures: [] });
  expect(checkPair(OLDS, { ...NAME, rotationTrigger: 2, rotateAfterDays: 1 }).inputs).toEqual({
    ...NAME,
    rotationTrigger: 2,
    rotateAfterDays: 1,
  });
  expect(checkPair(OLDS, { ...NAME, rotationTrigger: UNKNOWN }).inputs).toEqual({ ...NAME, rotationTrigger: UNKNOWN });
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
  const given = { name: "x".repeat(63), adopt: "u1", revokePrevious: "yes", current: "b", rotatedAt: "now" };
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
