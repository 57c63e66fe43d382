import fs, {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { SharedFolder } from "../../../provider/processes/sharedFolder";

const USERS_FOLDER = `pulumi-jetemail-${process.getuid?.() ?? "user"}`;
const isRoot = process.getuid?.() === 0;

let temporary: string;
beforeEach(() => {
  temporary = mkdtempSync(path.join(tmpdir(), "jetemail-shared-"));
});
afterEach(() => {
  jest.restoreAllMocks();
  rmSync(temporary, { recursive: true });
});

const inFolder = (...names: string[]) => path.join(temporary, USERS_FOLDER, ...names);
const open = () => new SharedFolder("subject", temporary);
const contents = (folder: SharedFolder) => [...folder.readOthers().values()];

test("what one process writes, the others read, and itself does not", () => {
  const [one, two] = [open(), open()];
  expect(one.write("first")).toBe(true);
  expect(two.write("other")).toBe(true);
  expect(contents(two)).toEqual(["first"]);
  one.write("second");
  expect(contents(two)).toEqual(["second"]);
  expect(contents(one)).toEqual(["other"]);
});

test("what a process removes is gone for all", () => {
  const [one, two] = [open(), open()];
  one.write("first");
  two.write("other");
  for (const name of two.readOthers().keys()) {
    two.remove(name);
  }
  expect(contents(two)).toEqual([]);
});

test("the folder and its files are for this user alone", () => {
  open().write("first");
  const [file] = readdirSync(inFolder("subject"));
  const modes = [inFolder(), inFolder("subject"), inFolder("subject", file as string)].map(
    (each) => statSync(each).mode & 0o777,
  );
  expect(modes).toEqual([0o700, 0o700, 0o600]);
});

test("a write that was cut off leaves what was written before", () => {
  const [one, two] = [open(), open()];
  two.write("other");
  one.write("first");
  one.write("second");
  const [file] = two.readOthers().keys();
  const content = readFileSync(inFolder("subject", file as string));
  content.write("x", content.indexOf("second"));
  writeFileSync(inFolder("subject", file as string), content);
  expect(contents(two)).toEqual(["first"]);
});

test("more than there is room for is not written, and what was written before is found", () => {
  const [one, two] = [open(), open()];
  two.write("other");
  one.write("first");
  expect(one.write("x".repeat(10_000))).toBe(false);
  expect(contents(two)).toEqual(["first"]);
});

test("a folder that is removed meanwhile is made again", () => {
  const folder = open();
  folder.write("first");
  rmSync(inFolder(), { recursive: true });
  expect(folder.write("second")).toBe(true);
  expect(contents(folder)).toEqual([]);
});

describe("nothing is shared", () => {
  const expectNothingShared = () => {
    const folder = open();
    expect(folder.write("first")).toBe(false);
    expect(contents(folder)).toEqual([]);
  };

  test("by way of a link in the folder's place, and what the link leads to stays as it is", () => {
    const elsewhere = path.join(temporary, "elsewhere");
    mkdirSync(elsewhere, { mode: 0o700 });
    symlinkSync(elsewhere, inFolder());
    expectNothingShared();
    expect(readdirSync(elsewhere)).toEqual([]);
  });

  test("by way of a link in the place of the subject's folder", () => {
    const elsewhere = path.join(temporary, "elsewhere");
    mkdirSync(elsewhere, { mode: 0o700 });
    mkdirSync(inFolder(), { mode: 0o700 });
    symlinkSync(elsewhere, inFolder("subject"));
    expectNothingShared();
    expect(readdirSync(elsewhere)).toEqual([]);
  });

  test("in a folder that others can read or write", () => {
    mkdirSync(inFolder("subject"), { recursive: true, mode: 0o700 });
    chmodSync(inFolder(), 0o777);
    expectNothingShared();
  });

  test("where a file is in the folder's place", () => {
    writeFileSync(inFolder(), "");
    expectNothingShared();
  });

  (isRoot ? test : test.skip)("in a folder of another user", () => {
    mkdirSync(inFolder("subject"), { recursive: true, mode: 0o700 });
    chownSync(inFolder(), 12345, 12345);
    expectNothingShared();
  });

  test.each(["ENOSPC", "EROFS", "EACCES"])("while writing fails with %s", (code) => {
    const folder = open();
    folder.write("first");
    const other = open();
    other.write("other");
    const write = jest.spyOn(fs, "writeSync").mockImplementation(() => {
      throw Object.assign(new Error(code), { code });
    });
    expect(folder.write("second")).toBe(false);
    write.mockRestore();
    expect(folder.write("third")).toBe(true);
    expect(contents(other)).toEqual(["third"]);
  });

  test("from a folder or a link in a file's place", () => {
    const folder = open();
    folder.write("first");
    mkdirSync(inFolder("subject", "1-folder"));
    const secret = path.join(temporary, "secret");
    writeFileSync(secret, "secret");
    symlinkSync(secret, inFolder("subject", "1-link"));
    expect(contents(folder)).toEqual(["", ""]);
    expect(readFileSync(secret, "utf8")).toBe("secret");
  });
});

test("what nobody has written to for a week is removed, whatever the subject", () => {
  new SharedFolder("old", temporary).write("first");
  new SharedFolder("recent", temporary).write("first");
  const aWeekAgo = (Date.now() - 169 * 3_600_000) / 1000;
  for (const file of [...readdirSync(inFolder("old")), ""]) {
    utimesSync(inFolder("old", file), aWeekAgo, aWeekAgo);
  }
  open().write("first");
  expect(readdirSync(inFolder()).sort()).toEqual(["recent", "subject"]);
});
