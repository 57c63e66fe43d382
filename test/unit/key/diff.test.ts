import { diff } from "../../../provider/key/diff";
import { type Arguments, DEFAULTS, type Outputs } from "../../../provider/key/model";
import { declared, ROTATED_AT } from "../../harness/arguments";

const OUTS: Outputs = {
  ...DEFAULTS,
  ...{ name: "receipts", uuid: "u1", apiToken: "transactional_1", tokenFingerprint: "f" },
  ...{ status: "active", createdAt: ROTATED_AT, rotatedAt: ROTATED_AT },
};
const NEWS = declared({ name: "receipts" });
const SAME = { changes: false, replaces: [] };
const UPDATE = { changes: true, replaces: [] };
const REPLACE = { changes: true, replaces: ["account"] };

test("replaces a key that moves to another account, since JetEmail cannot move it", () => {
  expect(diff(OUTS, { ...NEWS, account: "eu" })).toEqual(REPLACE);
  expect(diff({ ...OUTS, account: "eu" }, NEWS)).toEqual(REPLACE);
  expect(diff({ ...OUTS, account: "eu" }, { ...NEWS, account: "us" })).toEqual(REPLACE);
  expect(diff({ ...OUTS, account: "eu" }, { ...NEWS, account: "eu" })).toEqual(SAME);
});

test("updates for each setting that differs from the effective one", () => {
  const outs = { ...OUTS, approvedDomains: ["example.com"], quota: 5 };
  const news = { ...NEWS, approvedDomains: ["example.com"], quota: 5 };
  expect(diff(outs, news)).toEqual(SAME);
  expect(diff(outs, { ...news, enabled: true })).toEqual(SAME);
  for (const change of [
    { name: "x" },
    { quota: 6 },
    { enabled: false },
    { approvedDomains: [] },
    { quota: "unknown" },
  ]) {
    expect(diff(outs, { ...news, ...change } as Arguments)).toEqual(UPDATE);
  }
});

test("updates for a rotation trigger that changes, is added or is removed", () => {
  const triggered = { ...OUTS, rotationTrigger: { a: 1, b: [2] } };
  expect(diff(OUTS, { ...NEWS, rotationTrigger: 1 })).toEqual(UPDATE);
  expect(diff(triggered, { ...NEWS, rotationTrigger: { a: 1, b: [3] } })).toEqual(UPDATE);
  expect(diff(triggered, NEWS)).toEqual(UPDATE);
  expect(diff(triggered, { ...NEWS, rotationTrigger: { b: [2], a: 1 } })).toEqual(SAME);
});

test("updates for a rotation period that changes, is added, is removed or is over", () => {
  const periodic = { ...OUTS, rotateAfterDays: 1 };
  expect(diff(OUTS, { ...NEWS, rotateAfterDays: 1 })).toEqual(UPDATE);
  expect(diff(periodic, { ...NEWS, rotateAfterDays: 2 })).toEqual(UPDATE);
  expect(diff(periodic, NEWS)).toEqual(UPDATE);
  expect(diff(periodic, { ...NEWS, rotateAfterDays: 1, rotatedAt: "2027-01-01T00:00:00.000Z" })).toEqual(UPDATE);
  expect(diff(periodic, { ...NEWS, rotateAfterDays: 1 })).toEqual(SAME);
});

test("ignores `adopt`, which is for creation", () => {
  expect(diff(OUTS, { ...NEWS, adopt: "u2" })).toEqual(SAME);
  expect(diff({ ...OUTS, adopt: "u1" }, NEWS)).toEqual(SAME);
});

test("ignores a later rotatedAt alone", () => {
  expect(diff(OUTS, { ...NEWS, rotatedAt: "2027-01-01T00:00:00.000Z" })).toEqual(SAME);
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
  expect(diff(OUTS, { ...NEWS, ...change }, paths)).toEqual({ changes: Object.keys(change).length > 0, replaces });
});

test("with replaceOnChanges for everything, replaces for a rotation that is due", () => {
  const news = { ...NEWS, rotateAfterDays: 1, rotatedAt: "2027-01-01T00:00:00.000Z" };
  expect(diff({ ...OUTS, rotateAfterDays: 1 }, news, ["*"])).toEqual({ changes: true, replaces: ["rotatedAt"] });
});
