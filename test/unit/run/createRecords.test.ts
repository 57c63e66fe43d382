import { chmodSync, existsSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { LeftMarks } from "../../../provider/processes/leftMarks";
import { userFolder } from "../../../provider/processes/privateFolder";
import { CreateRecords, hashOf } from "../../../provider/run/createRecords";

let folder: string;
let opened: CreateRecords[];
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "create-records-"));
  opened = [];
});
afterEach(() => {
  for (const records of opened) {
    records.close();
  }
  rmSync(folder, { recursive: true });
});

function open(): CreateRecords {
  const records = new CreateRecords(new LeftMarks("creates", folder));
  opened.push(records);
  return records;
}

const names = async (records: CreateRecords, resource: string) =>
  (await records.interrupted(resource)).map(({ name }) => name);

/** The files of records. */
const files = () =>
  (existsSync(userFolder(folder)) ? readdirSync(userFolder(folder), { recursive: true }) : []).map(String);

/** Makes the records of a process that still runs those of one that was killed. */
function kill(): void {
  for (const file of files().filter((name) => name.includes("~"))) {
    const from = path.join(userFolder(folder), file);
    renameSync(from, from.replace(/~.*/, "~1-killed"));
  }
}

test("what an update began that was killed is known to the next one, by its resource, until it is settled", async () => {
  const killed = open();
  await killed.begin("resource 1", "mail-1");
  await killed.begin("resource 2", "receipts");
  await killed.begin("resource 1", "mail-2");
  kill();
  const next = open();
  expect((await names(next, "resource 1")).sort()).toEqual([hashOf("mail-1"), hashOf("mail-2")].sort());
  expect(await names(next, "resource 2")).toEqual([hashOf("receipts")]);
  expect(await names(next, "resource 3")).toEqual([]);

  await next.settle("resource 1", ["mail-2", "another"]);
  expect(await names(next, "resource 1")).toEqual([hashOf("mail-1")]);
  await next.settle("resource 1");
  expect(await names(next, "resource 1")).toEqual([]);
  expect(await names(open(), "resource 1")).toEqual([]);
  expect(await names(open(), "resource 2")).toHaveLength(1);
});

test("what an update began that still runs, or has ended, is nothing that was interrupted", async () => {
  const other = open();
  await other.begin("resource", "mail");
  const next = open();
  expect(await names(next, "resource")).toEqual([]);
  await next.settle("resource");
  expect(files().filter((name) => name.includes("~"))).toHaveLength(1);
  expect(await names(other, "resource")).toEqual([]);
  other.close();
  expect(await names(open(), "resource")).toEqual([]);
  expect(files()).toEqual([]);
});

test("what an update does not know the end of stays, whatever else it has made", async () => {
  const ended = open();
  await ended.begin("resource 1", "mail-1");
  await ended.begin("resource 2", "mail-2");
  ended.leaveUnresolved("mail-2");
  ended.close();
  expect(await names(open(), "resource 1")).toEqual([]);
  expect(await names(open(), "resource 2")).toEqual([hashOf("mail-2")]);
});

test("names and resources do not stand in the temporary folder as they are", async () => {
  await open().begin("urn:pulumi:test::app", "internal");
  expect(files().join()).not.toMatch(/urn|internal/);
});

test("without a place for them, there are no records", async () => {
  const records = new CreateRecords();
  await records.begin("resource", "mail");
  expect(await records.interrupted("resource")).toEqual([]);
  records.close();
});

test("a folder to which others can write is not believed", async () => {
  const killed = open();
  await killed.begin("resource", "mail");
  kill();
  chmodSync(userFolder(folder), 0o777);
  expect(await names(open(), "resource")).toEqual([]);
  chmodSync(userFolder(folder), 0o700);
  expect(await names(open(), "resource")).toHaveLength(1);
});
