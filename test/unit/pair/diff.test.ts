import { DEFAULTS } from "../../../provider/key/model";
import type { StateKey } from "../../../provider/key/resourceKind";
import { diffPair } from "../../../provider/pair/diff";
import type { PairOutputs } from "../../../provider/pair/model";

const NOW = "2026-03-01T00:00:00.000Z";
const BEFORE = "2026-02-01T00:00:00.000Z";
const keyOf = (slot: string): StateKey => ({
  ...DEFAULTS,
  ...{ id: slot, uuid: slot, name: `mail-${slot}`, apiToken: `transactional_${slot}`, tokenFingerprint: slot },
  ...{ status: "active", createdAt: BEFORE, rotatedAt: BEFORE },
});
const KEYS = { a: keyOf("a"), b: keyOf("b") };
const OUTS: PairOutputs = { ...DEFAULTS, name: "mail", current: "a", rotatedAt: BEFORE, keys: KEYS };
const NEWS = { name: "mail" };
const SAME = { changes: false, replaces: [], notes: [] };
const UPDATE = { changes: true, replaces: [], notes: [] };

test("finds no change in an unchanged pair", () => {
  expect(diffPair(OUTS, NEWS, NOW)).toEqual(SAME);
  expect(diffPair({ ...OUTS, rotationTrigger: 1 }, NEWS, NOW)).toEqual(SAME);
  expect(diffPair(OUTS, { ...NEWS, revokePrevious: false }, NOW)).toEqual(SAME);
});

test("replaces a pair that moves to another account", () => {
  expect(diffPair(OUTS, { ...NEWS, account: "eu" }, NOW)).toEqual({ changes: true, replaces: ["account"], notes: [] });
  expect(diffPair({ ...OUTS, account: "eu" }, { ...NEWS, account: "eu" }, NOW)).toEqual(SAME);
});

test.each<[string, Partial<PairOutputs>, object]>([
  ["a new trigger", {}, { rotationTrigger: 1 }],
  ["a changed trigger", { rotationTrigger: 1 }, { rotationTrigger: 2 }],
  ["a changed period", { rotateAfterDays: 1 }, { rotateAfterDays: 2 }],
  ["revokePrevious set to true", {}, { revokePrevious: true }],
  ["revokePrevious set back to false", { revokePrevious: true }, {}],
  ["a changed setting", {}, { quota: 1 }],
  ["a changed name", {}, { name: "post" }],
  ["a setting of one key that differs", { keys: { ...KEYS, b: { ...keyOf("b"), quota: 9 } } }, {}],
  ["a missing key", { keys: { a: keyOf("a") } }, {}],
])("updates for %s", (_, olds, news) => {
  expect(diffPair({ ...OUTS, ...olds }, { ...NEWS, ...news }, NOW)).toEqual(UPDATE);
});

test("updates for a name of one key that differs, and says so unless the pair's name shows it", () => {
  const olds = { ...OUTS, keys: { ...KEYS, a: { ...keyOf("a"), name: "x" } } };
  expect(diffPair(olds, NEWS, NOW)).toEqual({ ...UPDATE, notes: ['The update renames the key "x" (a) to "mail-a".'] });
  expect(diffPair(olds, { name: "post" }, NOW)).toEqual(UPDATE);
});

test("updates for a period that is over, and says since when", () => {
  const due = { ...OUTS, rotateAfterDays: 1, rotationDueAt: BEFORE };
  expect(diffPair(due, { ...NEWS, rotateAfterDays: 1 }, NOW)).toEqual({
    ...UPDATE,
    notes: [expect.stringContaining(`The token of "mail" has been due for rotation since ${BEFORE}`)],
  });
});

test("replaces for a change that replaceOnChanges names", () => {
  expect(diffPair(OUTS, { ...NEWS, quota: 1 }, NOW, ["quota"])).toMatchObject({ replaces: ["quota"] });
});
