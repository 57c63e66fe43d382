import { DEFAULTS } from "../../../provider/key/model";
import { diffPair } from "../../../provider/pair/diff";
import type { PairKey, PairOutputs } from "../../../provider/pair/model";
import { declaredPair, ROTATED_AT } from "../../harness/arguments";

const keyOf = (slot: string): PairKey => ({
  ...DEFAULTS,
  ...{ id: slot, uuid: slot, name: `mail-${slot}`, apiToken: `transactional_${slot}`, tokenFingerprint: slot },
  ...{ status: "active", createdAt: ROTATED_AT, rotatedAt: ROTATED_AT },
});
const KEYS = { a: keyOf("a"), b: keyOf("b") };
const OUTS: PairOutputs = { ...DEFAULTS, name: "mail", current: "a", rotatedAt: ROTATED_AT, keys: KEYS };
const NEWS = declaredPair({ name: "mail" });
const SAME = { changes: false, replaces: [] };
const UPDATE = { changes: true, replaces: [] };
const LATER = "2027-01-01T00:00:00.000Z";

test("finds no change in an unchanged pair", () => {
  expect(diffPair(OUTS, NEWS)).toEqual(SAME);
  expect(diffPair(OUTS, { ...NEWS, rotatedAt: LATER, current: "b" })).toEqual(SAME);
  expect(diffPair(OUTS, { ...NEWS, revokePrevious: false })).toEqual(SAME);
});

test("replaces a pair that moves to another account", () => {
  expect(diffPair(OUTS, { ...NEWS, account: "eu" })).toEqual({ changes: true, replaces: ["account"] });
  expect(diffPair({ ...OUTS, account: "eu" }, { ...NEWS, account: "eu" })).toEqual(SAME);
});

test.each<[string, Partial<PairOutputs>, object]>([
  ["a new trigger", {}, { rotationTrigger: 1 }],
  ["a changed trigger", { rotationTrigger: 1 }, { rotationTrigger: 2 }],
  ["a removed trigger", { rotationTrigger: 1 }, {}],
  ["a changed period", { rotateAfterDays: 1 }, { rotateAfterDays: 2 }],
  ["a period that is over", { rotateAfterDays: 1 }, { rotateAfterDays: 1, rotatedAt: LATER }],
  ["revokePrevious set to true", {}, { revokePrevious: true }],
  ["revokePrevious set back to false", { revokePrevious: true }, {}],
  ["a changed setting", {}, { quota: 1 }],
  ["a changed name", {}, { name: "post" }],
  ["a setting of one key that differs", { keys: { ...KEYS, b: { ...keyOf("b"), quota: 9 } } }, {}],
  ["a name of one key that differs", { keys: { ...KEYS, a: { ...keyOf("a"), name: "x" } } }, {}],
  ["a missing key", { keys: { a: keyOf("a") } }, {}],
])("updates for %s", (_, olds, news) => {
  expect(diffPair({ ...OUTS, ...olds }, { ...NEWS, ...news })).toEqual(UPDATE);
});
