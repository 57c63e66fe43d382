import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { AccountUsage, type Refusal } from "../../../../provider/jetemail/http/accountUsage";
import { SharedFolder } from "../../../../provider/processes/sharedFolder";
import { FakeClock } from "../../../harness/fakeClock";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const SUBJECT = "account";

let temporary: string;
let clock: FakeClock;

beforeEach(() => {
  temporary = mkdtempSync(path.join(tmpdir(), "jetemail-usage-"));
  clock = new FakeClock();
});

afterEach(() => {
  rmSync(temporary, { recursive: true });
});

/** As another process sees the account. */
const aProcess = () => new AccountUsage(new SharedFolder(SUBJECT, temporary), clock.now);

const request = (limit: number) => ({ isRequest: true, reserve: 0, limit });

/** Takes as many requests as there are. @returns when each was sent. */
function takeAll(usage: AccountUsage, limit: number): number[] {
  const taken: number[] = [];
  for (;;) {
    const sentAt = usage.take(request(limit));
    if (typeof sentAt !== "number") {
      return taken;
    }
    taken.push(sentAt);
  }
}

function endAll(usage: AccountUsage, taken: readonly number[]): void {
  for (const sentAt of taken) {
    usage.end(sentAt, true);
  }
}

const file = () => path.join(temporary, readdirSync(temporary)[0] ?? "", SUBJECT);

describe("the budget", () => {
  test("is what may be sent in a minute, which ends a minute after the answer", async () => {
    const usage = aProcess();
    const taken = takeAll(usage, 10);
    expect(taken).toHaveLength(10);
    await clock.pass(30 * SECOND);
    endAll(usage, taken);
    await clock.pass(MINUTE - SECOND);
    expect(usage.take(request(10))).toMatchObject({ delay: expect.any(Number), pace: { limit: 10 } });
    await clock.pass(SECOND);
    expect(takeAll(usage, 10)).toHaveLength(10);
  });

  test("says when the next request can be sent", async () => {
    const usage = aProcess();
    const [first, ...others] = takeAll(usage, 3);
    usage.end(first as number, true);
    await clock.pass(10 * SECOND);
    endAll(usage, others);
    expect(Math.round((usage.take(request(3)) as Refusal).delay / SECOND)).toBe(50);
  });

  test("is shared by all processes, each of which keeps the total under its own limit", () => {
    const [one, two, three] = [aProcess(), aProcess(), aProcess()];
    expect(takeAll(one, 10)).toHaveLength(10);
    expect(takeAll(two, 15)).toHaveLength(5);
    expect(takeAll(three, 12)).toHaveLength(0);
  });

  test("outlives the process that used it", async () => {
    const ended = aProcess();
    endAll(ended, takeAll(ended, 10));
    ended.flush();
    expect(takeAll(aProcess(), 10)).toHaveLength(0);
    await clock.pass(MINUTE);
    expect(takeAll(aProcess(), 10)).toHaveLength(10);
  });

  test("has the requests of a killed process for as long as JetEmail may still receive one", async () => {
    takeAll(aProcess(), 10);
    await clock.pass(2 * MINUTE - SECOND);
    expect(takeAll(aProcess(), 10)).toHaveLength(0);
    await clock.pass(SECOND);
    expect(takeAll(aProcess(), 10)).toHaveLength(10);
  });

  test("keeps requests free that an operation will make, until they are made or released", () => {
    const [usage, other] = [aProcess(), aProcess()];
    expect(usage.take({ isRequest: false, reserve: 4, limit: 10 })).toEqual(expect.any(Number));
    expect(takeAll(other, 10)).toHaveLength(6);
    expect(usage.take({ isRequest: true, reserve: -1, limit: 10 })).toEqual(expect.any(Number));
    expect(takeAll(other, 10)).toHaveLength(0);
    usage.release(3);
    usage.flush();
    expect(takeAll(other, 10)).toHaveLength(3);
  });

  test("allows what is larger than all of it once nothing else is counted", async () => {
    const usage = aProcess();
    expect(usage.take({ isRequest: false, reserve: 2, limit: 1 })).toEqual(expect.any(Number));
    expect(takeAll(usage, 1)).toHaveLength(0);
  });

  test.each([-3_600_000, 3_600_000])("survives a step of the time of day by %i ms", (step) => {
    takeAll(aProcess(), 10);
    const now = jest.spyOn(Date, "now").mockReturnValue(Date.now() + step);
    expect(takeAll(aProcess(), 10)).toHaveLength(0);
    now.mockRestore();
  });

  test("does not take times of an earlier boot, which seem to lie ahead, for times to come", async () => {
    const later = new FakeClock();
    await later.pass(60 * MINUTE);
    const beforeBoot = new AccountUsage(new SharedFolder(SUBJECT, temporary), later.now);
    endAll(beforeBoot, takeAll(beforeBoot, 10));
    beforeBoot.block(5 * MINUTE);
    expect(takeAll(aProcess(), 10)).toHaveLength(10);
  });
});

describe("what processes share", () => {
  test("is times and counts, and no secret", () => {
    takeAll(aProcess(), 3);
    const [name] = readdirSync(file());
    expect(readFileSync(path.join(file(), name as string), "utf8")).toMatch(
      /^[\d\s.{}[\]":,]+(?:open|reserved|at|answered|accepted|[\d\s.{}[\]":,])+$/,
    );
  });

  test.each([
    ["garbage", "}"],
    ["a number", "7"],
    ["an array", "[]"],
    ["another shape", '{"open":"all"}'],
    ["nothing", ""],
    ["more than any process writes", `{"open":[${"1,".repeat(100_000)}1]}`],
  ])("is ignored if it is %s", (_what, content) => {
    takeAll(aProcess(), 1);
    writeFileSync(path.join(file(), "1-0"), content, { mode: 0o600 });
    expect(takeAll(aProcess(), 10)).toHaveLength(9);
  });

  test("is removed once nothing of it counts any more: in minutes, with a block in a quarter of an hour", async () => {
    takeAll(aProcess(), 1);
    aProcess().block(MINUTE);
    await clock.pass(3 * MINUTE);
    takeAll(aProcess(), 1);
    expect(readdirSync(file())).toHaveLength(2);
    await clock.pass(13 * MINUTE);
    takeAll(aProcess(), 1);
    expect(readdirSync(file())).toHaveLength(1);
  });

  test("has room for whatever is sent in a minute", async () => {
    const usage = aProcess();
    let isShared = true;
    for (let sent = 0; sent < 4_000; sent++) {
      const sentAt = usage.take(request(100_000)) as number;
      await clock.pass(20);
      usage.end(sentAt, true);
      isShared &&= usage.pace(100_000).limit === 100_000;
    }
    expect(isShared).toBe(true);
    usage.flush();
    expect(takeAll(aProcess(), usage.sent + 5)).toHaveLength(5);
  });

  test("is half of the budget for each process while it cannot be shared", () => {
    writeFileSync(path.join(temporary, "file"), "");
    const alone = () => new AccountUsage(new SharedFolder(SUBJECT, path.join(temporary, "file")), clock.now);
    const [one, two] = [alone(), alone()];
    expect([takeAll(one, 10), takeAll(two, 10)].map(({ length }) => length)).toEqual([5, 5]);
    expect(one.take(request(10))).toMatchObject({ pace: { limit: 5, cause: "not shared" } });
    expect(takeAll(alone(), 1)).toHaveLength(1);
  });
});

describe("a block", () => {
  test("holds back every process until it is over, and then lets a single request find out", async () => {
    const [one, two] = [aProcess(), aProcess()];
    one.block(5 * MINUTE);
    expect(two.take(request(10))).toMatchObject({ blockedUntil: expect.any(Number) });
    await clock.pass(5 * MINUTE);
    const probe = two.take(request(10));
    expect(probe).toEqual(expect.any(Number));
    expect([takeAll(one, 10), takeAll(two, 10)]).toEqual([[], []]);
    two.end(probe as number, true);
    expect(takeAll(one, 10)).toHaveLength(9);
  });

  test("goes on while the request that finds out is refused or gets no answer", async () => {
    const [one, two] = [aProcess(), aProcess()];
    one.block(MINUTE);
    await clock.pass(MINUTE);
    two.end(two.take(request(10)) as number, false);
    two.flush();
    expect(takeAll(one, 10)).toHaveLength(1);
  });

  test("is not over sooner because a process that was to find out was killed", async () => {
    const [killed, other] = [aProcess(), aProcess()];
    killed.block(MINUTE);
    await clock.pass(MINUTE);
    killed.take(request(10));
    expect(takeAll(other, 10)).toHaveLength(0);
    await clock.pass(MINUTE);
    expect(takeAll(other, 10)).toHaveLength(1);
  });

  test("is not ended by the answer to a request that was sent before it", () => {
    const [one, two] = [aProcess(), aProcess()];
    const before = two.take(request(10)) as number;
    one.block(MINUTE);
    two.end(before, true);
    expect(two.take(request(10))).toMatchObject({ blockedUntil: expect.any(Number) });
  });

  test("is believed for a quarter of an hour", async () => {
    aProcess().block(60 * MINUTE);
    await clock.pass(14 * MINUTE);
    expect(takeAll(aProcess(), 10)).toHaveLength(0);
    await clock.pass(2 * MINUTE);
    expect(takeAll(aProcess(), 10)).toHaveLength(10);
  });

  test("that is no longer believed does not come back with the next one", async () => {
    const usage = aProcess();
    usage.block(60 * MINUTE);
    await clock.pass(16 * MINUTE);
    usage.block(SECOND);
    await clock.pass(2 * SECOND);
    expect(usage.take(request(10))).toEqual(expect.any(Number));
  });

  test("slows every process down for a quarter of an hour", async () => {
    aProcess().slowDown(4);
    expect(takeAll(aProcess(), 10)).toHaveLength(4);
    await clock.pass(16 * MINUTE);
    expect(takeAll(aProcess(), 10)).toHaveLength(10);
  });
});
