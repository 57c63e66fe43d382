import { diff } from "../../../provider/key/diff";
import type { Outputs } from "../../../provider/key/model";
import { DEFAULTS } from "../../../provider/key/model";
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

test("a key moves to another account by a replacement, since JetEmail cannot move it", () => {
  expect(diff(OUTS, { ...NEWS, account: "eu" })).toEqual(REPLACE);
  expect(diff({ ...OUTS, account: "eu" }, NEWS)).toEqual(REPLACE);
  expect(diff({ ...OUTS, account: "eu" }, { ...NEWS, account: "us" })).toEqual(REPLACE);
  expect(diff({ ...OUTS, account: "eu" }, { ...NEWS, account: "eu" })).toEqual(SAME);
});

test("a trigger that changes, comes or goes is an update", () => {
  const triggered = { ...OUTS, rotationTrigger: { a: 1, b: [2] } };
  expect(diff(OUTS, { ...NEWS, rotationTrigger: 1 })).toEqual(UPDATE);
  expect(diff(triggered, { ...NEWS, rotationTrigger: { a: 1, b: [3] } })).toEqual(UPDATE);
  expect(diff(triggered, NEWS)).toEqual(UPDATE);
  expect(diff(triggered, { ...NEWS, rotationTrigger: { b: [2], a: 1 } })).toEqual(SAME);
});

test("a period that changes, comes, goes or is over is an update", () => {
  const periodic = { ...OUTS, rotateAfterDays: 1 };
  expect(diff(OUTS, { ...NEWS, rotateAfterDays: 1 })).toEqual(UPDATE);
  expect(diff(periodic, { ...NEWS, rotateAfterDays: 2 })).toEqual(UPDATE);
  expect(diff(periodic, NEWS)).toEqual(UPDATE);
  expect(diff(periodic, { ...NEWS, rotateAfterDays: 1, rotatedAt: "2027-01-01T00:00:00.000Z" })).toEqual(UPDATE);
  expect(diff(periodic, { ...NEWS, rotateAfterDays: 1 })).toEqual(SAME);
});

test("what is adopted matters at creation only", () => {
  expect(diff(OUTS, { ...NEWS, adopt: "u2" })).toEqual(SAME);
  expect(diff({ ...OUTS, adopt: "u1" }, NEWS)).toEqual(SAME);
});

test("a later instant alone is no change", () => {
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
])("with replaceOnChanges %j a change of %j replaces for %j", (paths, change, replaces) => {
  expect(diff(OUTS, { ...NEWS, ...change }, paths)).toEqual({ changes: Object.keys(change).length > 0, replaces });
});

test("with replaceOnChanges for everything a rotation that is due replaces", () => {
  const news = { ...NEWS, rotateAfterDays: 1, rotatedAt: "2027-01-01T00:00:00.000Z" };
  expect(diff({ ...OUTS, rotateAfterDays: 1 }, news, ["*"])).toEqual({ changes: true, replaces: ["rotatedAt"] });
});
