import { once } from "node:events";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { userFolder } from "../../../provider/processes/privateFolder";
import { SharedLog } from "../../../provider/processes/sharedLog";
import { startCommand } from "../../harness/command";

let temporary: string;
let logs: SharedLog<unknown>[];
beforeEach(() => {
  temporary = mkdtempSync(path.join(tmpdir(), "shared-log-"));
  logs = [];
});
afterEach(() => {
  for (const log of logs) {
    log.close();
  }
  rmSync(temporary, { recursive: true });
});

function open(subject = "subject"): SharedLog<unknown> {
  const log = new SharedLog<unknown>(subject, temporary);
  logs.push(log);
  return log;
}

/** What is new, by its writers. */
function readBy(log: SharedLog<unknown>): Map<string, unknown[]> {
  const read = new Map<string, unknown[]>();
  log.readOthers((writer, entry) => read.set(writer, [...(read.get(writer) ?? []), entry]));
  return read;
}

const newIn = (log: SharedLog<unknown>) => [...readBy(log).values()].flat();
const folderOf = (...names: string[]) => path.join(userFolder(temporary), ...names);

test("what one process adds, the others read once, in its order", async () => {
  const [writer, reader] = [open(), open()];
  const long = "é".repeat(200_000);
  expect([await writer.append({ number: 1 }), await writer.append(long)]).toEqual([true, true]);
  expect(newIn(reader)).toEqual([{ number: 1 }, long]);
  await writer.append(3);
  expect(newIn(reader)).toEqual([3]);
  expect([newIn(reader), newIn(writer)]).toEqual([[], []]);
  expect(newIn(open("another subject"))).toEqual([]);
});

test("a line that is not complete, or no JSON, is read when it is, or not at all", async () => {
  const reader = open();
  await reader.append("own");
  writeFileSync(folderOf("subject", "1-a.log"), 'nonsense\n{"number"');
  expect(newIn(reader)).toEqual([]);
  writeFileSync(folderOf("subject", "1-a.log"), 'nonsense\n{"number":2}\n');
  expect(newIn(reader)).toEqual([{ number: 2 }]);
});

test("only this user can read it, and a process that closes its log leaves nothing", async () => {
  const [first, second] = [open(), open()];
  await Promise.all([first.append(1), second.append(2)]);
  const modes = ["", ...readdirSync(folderOf("subject"))].map(
    (name) => statSync(folderOf("subject", name)).mode & 0o777,
  );
  expect(modes).toEqual([0o700, 0o600, 0o600]);
  first.close();
  expect(newIn(second)).toEqual([]);
  second.close();
  expect(readdirSync(folderOf())).toEqual([]);
});

describe("a writer", () => {
  const WRITER = `
    const { SharedLog } = require(${JSON.stringify(path.join(__dirname, "../../../dist/provider/processes/sharedLog.js"))});
    const log = new SharedLog("subject", process.argv[1]);
    log.append("told").then(() => { console.log("told"); setInterval(() => {}, 1000); });
  `;

  test.each(["SIGKILL", "SIGTERM"] as const)("is alive until it ends, by %s, and its entries stay", async (signal) => {
    const reader = open();
    await reader.append("own");
    const other = startCommand(process.execPath, ["-e", WRITER, temporary], { cwd: temporary, env: process.env });
    await once(other.child.stdout, "data");
    const [writer = ""] = readBy(reader).keys();
    expect(await reader.isAlive(writer)).toBe(true);
    other.child.kill(signal);
    await other.ended;
    expect(await reader.isAlive(writer)).toBe(false);
    expect(readdirSync(folderOf("subject"))).toContain(`${writer}.log`);
  });

  test("that was never there is not alive", async () => {
    expect(await open().isAlive("1-0123456789ab")).toBe(false);
  });
});

describe("nothing is shared, and nothing thrown, where", () => {
  test.each<[string, () => void]>([
    ["there is no temporary folder", () => rmSync(temporary, { recursive: true })],
    [
      "others can write to the folder",
      () => {
        mkdirSync(folderOf());
        chmodSync(folderOf(), 0o777);
      },
    ],
    ["the folder is a link", () => symlinkSync(tmpdir(), folderOf())],
    ["a file has its name", () => writeFileSync(folderOf(), "")],
  ])("%s", async (_name, prepare) => {
    prepare();
    const log = open();
    expect(await log.append("entry")).toBe(false);
    expect(newIn(log)).toEqual([]);
    mkdirSync(temporary, { recursive: true });
  });
});
