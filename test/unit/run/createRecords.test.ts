import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
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

test("what an update began is known to the next one, by its resource, until that update has ended", async () => {
  const [first, next] = [open(), open()];
  await first.begin("resource 1", "mail-1");
  await first.begin("resource 2", "receipts");
  await first.begin("resource 1", "mail-2");
  expect(next.interrupted("resource 1").map(({ name }) => name)).toEqual(["mail-1", "mail-2"]);
  expect(next.interrupted("resource 3")).toEqual([]);
  expect(first.interrupted("resource 1")).toEqual([]);
  first.close();
  expect(open().interrupted("resource 1")).toEqual([]);
});

test("without a place for them, there are no records", async () => {
  const records = new CreateRecords();
  await records.begin("resource", "mail");
  expect(records.interrupted("resource")).toEqual([]);
  records.close();
});
