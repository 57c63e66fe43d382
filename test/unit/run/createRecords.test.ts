import { cpSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { userFolder } from "../../../provider/processes/privateFolder";
import { SharedLog } from "../../../provider/processes/sharedLog";
import { type CreateRecord, CreateRecords } from "../../../provider/run/createRecords";

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
  const records = new CreateRecords(new SharedLog<CreateRecord>("creates", folder));
  opened.push(records);
  return records;
}

const logs = () => path.join(userFolder(folder), "creates");

/** Makes the records of a process that still runs those of one that was killed. */
function kill(): void {
  const [file = ""] = readdirSync(logs());
  cpSync(path.join(logs(), file), path.join(logs(), "1-killed.log"));
}

test("what an update began that was killed is known to the next one, by its resource", async () => {
  const killed = open();
  await killed.begin("resource 1", "mail-1");
  await killed.begin("resource 2", "receipts");
  await killed.begin("resource 1", "mail-2");
  kill();
  killed.close();
  const next = open();
  expect((await next.interrupted("resource 1")).map(({ name }) => name)).toEqual(["mail-1", "mail-2"]);
  expect(await next.interrupted("resource 2")).toHaveLength(1);
  expect(await next.interrupted("resource 3")).toEqual([]);
});

test("what an update began that still runs, or has ended, is nothing that was interrupted", async () => {
  const [other, next] = [open(), open()];
  await other.begin("resource", "mail");
  expect(await next.interrupted("resource")).toEqual([]);
  expect(await other.interrupted("resource")).toEqual([]);
  other.close();
  expect(await next.interrupted("resource")).toEqual([]);
  expect(readdirSync(userFolder(folder))).toEqual([]);
});

test("without a place for them, there are no records", async () => {
  const records = new CreateRecords();
  await records.begin("resource", "mail");
  expect(await records.interrupted("resource")).toEqual([]);
  records.close();
});
