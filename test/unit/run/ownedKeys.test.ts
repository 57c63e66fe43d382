import { cpSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { provisionalId } from "../../../provider/jetemail/keyIdentities";
import { userFolder } from "../../../provider/processes/privateFolder";
import { SharedLog } from "../../../provider/processes/sharedLog";
import { anonymous, type OwnedKey, OwnedKeys } from "../../../provider/run/ownedKeys";
import type { Entry } from "../../../provider/run/ownership";
import { failureOf } from "../../harness/failure";

const listed = (uuid: string | undefined, token: string) => ({ token, ...(uuid !== undefined && { uuid }) });
const key = (id: string, apiToken = `token of ${id}`): OwnedKey => ({ id, apiToken });
const claimant = (name: string) => ({ resource: `resource ${name}`, owner: `owner ${name}` });
const A = claimant("a");
const B = claimant("b");

let folder: string;
let logs: SharedLog<Entry>[];
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "owned-keys-"));
  logs = [];
});
afterEach(() => {
  for (const log of logs) {
    log.close();
  }
  rmSync(folder, { recursive: true });
});

function logIn(temporaryFolder: string): SharedLog<Entry> {
  const log = new SharedLog<Entry>("update", temporaryFolder);
  logs.push(log);
  return log;
}

/** Two provider processes of one update, or the same one twice. */
const PROCESSES = [
  [
    "one process",
    () => {
      const owned = new OwnedKeys(0);
      return [owned, owned] as const;
    },
  ],
  ["two processes", () => [new OwnedKeys(0, logIn(folder)), new OwnedKeys(0, logIn(folder))] as const],
] as const;

async function declared(owned: OwnedKeys, { resource, owner }: typeof A, ...keys: OwnedKey[]): Promise<void> {
  await owned.declare(resource, []);
  await owned.own(keys, { resource, owner });
}

describe.each(PROCESSES)("in %s", (_name, open) => {
  let here: OwnedKeys;
  let there: OwnedKeys;
  beforeEach(() => {
    [here, there] = open();
  });

  test("a key is managed under its uuid and its token", async () => {
    await declared(there, A, key("u1", "t1"));
    await there.manage("t2");
    await here.update();
    expect(here.manages(listed("u1", "another"))).toBe(true);
    expect(here.manages(listed("u2", "t2"))).toBe(true);
    expect(here.manages(listed(undefined, "t1"))).toBe(true);
    expect(here.manages(listed("u3", "t3"))).toBe(false);
  });

  test("a resource that is declared counts for the names of its keys until its keys are known", async () => {
    await there.declare("1", ["mail"]);
    await there.declare("2", ["mail"]);
    await there.declare("3", ["mail-a", "mail-b"]);
    await here.update();
    expect(["mail", "mail-a", "mail-b", "post"].map((name) => here.expected(name))).toEqual([2, 1, 1, 0]);
    await there.own([key("u2")], { resource: "2", owner: "2" });
    await here.update();
    expect(here.expected("mail")).toBe(1);
  });

  test("a key is adopted once", async () => {
    expect(await there.reserve("u1", A.resource)).toBeUndefined();
    expect(await there.reserve("u1", A.resource)).toBeUndefined(); // a preview and its update
    expect(await here.reserve("u1", B.resource)).toMatchObject({ codes: [112] });
    await there.claim([key("u1")], { ...A, by: "adoption" });
    await expect(here.claim([key("u1")], { ...B, by: "adoption" })).rejects.toMatchObject({ codes: [112] });
    await expect(here.claim([key("u1")], { ...B, by: "import" })).rejects.toMatchObject({ codes: [112] });
  });

  test("a key that the program declares is neither adopted nor imported", async () => {
    await declared(there, A, key("u1"));
    expect(await here.reserve("u1", B.resource)).toMatchObject({ codes: [113] });
    await expect(here.claim([key("u1")], { ...B, by: "import" })).rejects.toMatchObject({ codes: [113] });
    expect(here.otherOwnerOf(key("u1"), A.owner)).toBeUndefined();
  });

  test("a resource is not declared beside another one that gets or has its key", async () => {
    await there.reserve("u1", A.resource);
    await here.declare(B.resource, []);
    const error = await failureOf(here.own([key("u1")], B));
    expect(error.message).toBe(
      'Another resource of this program adopts "u1", but this resource owns that key. Remove one of the two: the key is kept for the other. [JETEMAIL-114]',
    );
    await there.claim([key("u2")], { ...A, by: "import" });
    await expect(here.own([key("u2")], B)).rejects.toMatchObject({ codes: [114] });
    await declared(there, A, key("u3"));
    await expect(here.own([key("u3")], B)).rejects.toMatchObject({ codes: [114] });
  });

  test("what a refresh shows of a resource that is not declared is managed, and can be adopted", async () => {
    await there.own([key("u1")], A);
    await here.update();
    expect(here.manages(listed("u1", "t"))).toBe(true);
    expect(await here.reserve("u1", B.resource)).toBeUndefined();
    await here.claim([key("u1")], { ...B, by: "adoption" });
    await there.update();
    expect(there.otherOwnerOf(key("u1"), A.owner)).toMatchObject(B);
  });

  test("a key outlives a resource if another owner has it, under whichever name", async () => {
    await here.claim([key("u1", "t1")], { ...B, by: "adoption" });
    await there.update();
    const provisional = key(provisionalId("t1"), "t1");
    expect(there.otherOwnerOf(provisional, A.owner)).toMatchObject({ ...B, by: "adoption" });
    expect(there.otherOwnerOf(key("u1", "rotated since"), A.owner)).toBeDefined();
    expect(there.otherOwnerOf(key("u1", "t1"), B.owner)).toBeUndefined();
    expect(there.otherOwnerOf(key("u2", "t2"), A.owner)).toBeUndefined();
  });

  test("a replacement that has other keys keeps none of those that its resource had", async () => {
    await declared(there, A, key("u1"));
    await there.claim([key("u2")], { ...A, owner: "after the replacement", by: "import" });
    await here.update();
    expect(here.otherOwnerOf(key("u1"), A.owner)).toBeUndefined();
  });

  test("a key that is about to be adopted is reserved until it is", async () => {
    await there.reserve("u1", A.resource);
    await here.update();
    expect([here.isReserved(key("u1")), here.isReserved(key("u2")), here.hasReservations]).toEqual([true, false, true]);
    await there.claim([key("u1")], { ...A, by: "adoption" });
    await here.update();
    expect([here.isReserved(key("u1")), here.hasReservations]).toEqual([false, false]);
  });

  test("a key that is being deleted is not adopted, but one that is kept after all", async () => {
    await there.willDelete([key("u1"), key("u2")]);
    await there.keep([key("u2")]);
    await expect(here.claim([key("u1")], { ...A, by: "adoption" })).rejects.toMatchObject({ codes: [617] });
    await here.claim([key("u2")], { ...A, by: "adoption" });
  });

  test("a claim that is refused leaves nothing behind", async () => {
    await there.claim([key("u1")], { ...A, by: "adoption" });
    await failureOf(here.claim([key("u1")], { ...B, by: "adoption" }));
    await there.update();
    expect(there.otherOwnerOf(key("u1"), A.owner)).toBeUndefined();
  });
});

test.each([
  ["in order", 0],
  ["in the other order", 1],
])("of two processes that adopt a key at the same time, at most one does, %s", async (_name, first) => {
  const both = [new OwnedKeys(0, logIn(folder)), new OwnedKeys(0, logIn(folder))] as const;
  const claims = [both[first], both[1 - first]].map((owned, index) =>
    (owned as OwnedKeys).claim([key("u1")], { ...claimant(String(index)), by: "adoption" }),
  );
  const results = await Promise.allSettled(claims);
  expect(results.filter(({ status }) => status === "fulfilled").length).toBeLessThanOrEqual(1);
});

test("what a process has told counts if it was seen to run, even after its end, and not if it had ended before", async () => {
  const there = logIn(folder);
  await declared(new OwnedKeys(0, there), A, key("u1"));
  const here = new OwnedKeys(0, logIn(folder));
  expect(await here.reserve("u1", B.resource)).toMatchObject({ codes: [113] });
  const logsFolder = path.join(userFolder(folder), "update");
  for (const name of readdirSync(logsFolder)) {
    cpSync(path.join(logsFolder, name), path.join(logsFolder, `1-ended-${name}`));
  }
  there.close();
  expect(await here.reserve("u1", B.resource)).toMatchObject({ codes: [113] });
  expect(await new OwnedKeys(0, logIn(folder)).reserve("u1", B.resource)).toBeUndefined();
});

test("where nothing can be shared, a key is neither adopted nor imported, and one can be deleted", async () => {
  const owned = new OwnedKeys(0, logIn(path.join(folder, "missing")));
  expect(await owned.reserve("u1", A.resource)).toMatchObject({ codes: [616] });
  await expect(owned.claim([key("u1")], { ...A, by: "import" })).rejects.toMatchObject({ codes: [616] });
  await owned.willDelete([key("u1")]);
  expect(owned.otherOwnerOf(key("u1"), B.owner)).toBeUndefined();
  await declared(owned, A, key("u2"));
});

test("resources without a stamp are owners, but no conflict: they may be one", async () => {
  const owned = new OwnedKeys(0);
  await owned.own([key("u1")], { resource: anonymous("1"), owner: "1" });
  await owned.own([key("u1")], { resource: anonymous("2"), owner: "1" });
  await owned.own([key("u1")], { resource: anonymous("3"), owner: "3" });
  expect(owned.otherOwnerOf(key("u1"), "3")).toMatchObject({ owner: "1" });
});

describe("managesSoon", () => {
  test.each([key("u1", "another"), key("another", "t1")])("returns true as soon as %j is owned", async (owner) => {
    const owned = new OwnedKeys();
    const isManaged = owned.managesSoon(listed("u1", "t1"));
    await declared(owned, A, key("u2", "t2"));
    await declared(owned, B, owner);
    expect(await isManaged).toBe(true);
  });

  test("waits for another process", async () => {
    const isManaged = new OwnedKeys(60_000, logIn(folder)).managesSoon(listed("u1", "t1"));
    await declared(new OwnedKeys(0, logIn(folder)), A, key("u1"));
    expect(await isManaged).toBe(true);
  });

  test("returns at once for an owned key, and false after the grace period for an unmanaged one", async () => {
    const owned = new OwnedKeys(0);
    await owned.manage("t1");
    expect(await owned.managesSoon(listed("u1", "t1"))).toBe(true);
    expect(await owned.managesSoon(listed("u2", "t2"))).toBe(false);
  });
});
