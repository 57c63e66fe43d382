import { diff } from "../../../provider/key/diff";
import { type Arguments, DEFAULTS, type Outputs } from "../../../provider/key/model";

const NOW = "2026-03-01T00:00:00.000Z";
const BEFORE = "2026-02-01T00:00:00.000Z";

const OUTS: Outputs = {
  ...DEFAULTS,
  ...{ name: "receipts", uuid: "u1", apiToken: "transactional_1", tokenFingerprint: "f" },
  ...{ status: "active", createdAt: BEFORE, rotatedAt: BEFORE },
};
const NEWS = { name: "receipts" };
const SAME = { changes: false, replaces: [], notes: [] };
const UPDATE = { changes: true, replaces: [], notes: [] };
const REPLACE = { changes: true, replaces: ["account"], notes: [] };

test("replaces a key that moves to another account, since JetEmail cannot move it", () => {
  expect(diff(OUTS, { ...NEWS, account: "eu" }, NOW)).toEqual(REPLACE);
  expect(diff({ ...OUTS, account: "eu" }, NEWS, NOW)).toEqual(REPLACE);
  expect(diff({ ...OUTS, account: "eu" }, { ...NEWS, account: "us" }, NOW)).toEqual(REPLACE);
  expect(diff({ ...OUTS, account: "eu" }, { ...NEWS, account: "eu" }, NOW)).toEqual(SAME);
});

test("updates for each setting that differs from the effective one", () => {
  const outs = { ...OUTS, approvedDomains: ["example.com"], quota: 5 };
  const news = { ...NEWS, approvedDomains: ["example.com"], quota: 5 };
  expect(diff(outs, news, NOW)).toEqual(SAME);
  expect(diff(outs, { ...news, enabled: true }, NOW)).toEqual(SAME);
  for (const change of [
    { name: "x" },
    { quota: 6 },
    { enabled: false },
    { approvedDomains: [] },
    { quota: "unknown" },
  ]) {
    expect(diff(outs, { ...news, ...change } as Arguments, NOW)).toEqual(UPDATE);
  }
});

test("updates for a rotation trigger that changes or is added, and not for one that is removed", () => {
  const triggered = { ...OUTS, rotationTrigger: { a: 1, b: [2] } };
  expect(diff(OUTS, { ...NEWS, rotationTrigger: 1 }, NOW)).toEqual(UPDATE);
  expect(diff(triggered, { ...NEWS, rotationTrigger: { a: 1, b: [3] } }, NOW)).toEqual(UPDATE);
  expect(diff(triggered, NEWS, NOW)).toEqual(SAME);
  expect(diff(triggered, { ...NEWS, rotationTrigger: { b: [2], a: 1 } }, NOW)).toEqual(SAME);
});

test("updates for a rotation period that changes, is added or is removed", () => {
  const periodic = { ...OUTS, rotateAfterDays: 1, rotationDueAt: "2027-01-01T00:00:00.000Z" };
  expect(diff(OUTS, { ...NEWS, rotateAfterDays: 1 }, NOW)).toEqual(UPDATE);
  expect(diff(periodic, { ...NEWS, rotateAfterDays: 2 }, NOW)).toEqual(UPDATE);
  expect(diff(periodic, NEWS, NOW)).toEqual(UPDATE);
  expect(diff(periodic, { ...NEWS, rotateAfterDays: 1 }, NOW)).toEqual(SAME);
});

test("updates for a rotation period that is over, and says since when", () => {
  const due = { ...OUTS, rotateAfterDays: 1, rotationDueAt: "2026-02-02T00:00:00.000Z" };
  expect(diff(due, { ...NEWS, rotateAfterDays: 1 }, NOW)).toEqual({
    changes: true,
    replaces: [],
    notes: [
      'The token of "receipts" has been due for rotation since 2026-02-02T00:00:00.000Z: `rotateAfterDays` is 1. The update rotates it.',
    ],
  });
});

test("keeps the name of an adopted key that is declared without one", () => {
  expect(diff({ ...OUTS, adopt: "u1" }, { adopt: "u1" }, NOW)).toEqual(SAME);
});

test("ignores `adopt`, which is for creation", () => {
  expect(diff(OUTS, { ...NEWS, adopt: "u2" }, NOW)).toEqual(SAME);
  expect(diff({ ...OUTS, adopt: "u1" }, NEWS, NOW)).toEqual(SAME);
});

test.each<[string[], object, string[]]>([
  [["quota"], { quota: 1 }, ["quota"]],
  [["quota"], { name: "invoices" }, []],
  [["approvedDomains[0]"], { approvedDomains: ["a.example"] }, ["approvedDomains"]],
  [['["approvedDomains"][0]'], { approvedDomains: ["a.example"] }, ["approvedDomains"]],
  [["rotationTrigger.reason"], { rotationTrigger: { reason: 1 } }, ["rotationTrigger"]],
  [["*"], { quota: 1, enabled: false }, ["quota", "enabled"]],
  [["quota", "name"], { quota: 1, account: "eu" }, ["quota", "account"]],
  [["[0]"], { quota: 1 }, []],
  [["*"], {}, []],
])("with replaceOnChanges %j and a change of %j, replaces for %j", (paths, change, replaces) => {
  expect(diff(OUTS, { ...NEWS, ...change }, NOW, paths)).toEqual({
    changes: Object.keys(change).length > 0,
    replaces,
    notes: [],
  });
});

test("with replaceOnChanges for everything, replaces for a rotation that is due", () => {
  const due = { ...OUTS, rotateAfterDays: 1, rotationDueAt: BEFORE };
  expect(diff(due, { ...NEWS, rotateAfterDays: 1 }, NOW, ["*"])).toMatchObject({ replaces: ["rotatedAt"] });
});
