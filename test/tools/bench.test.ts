import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { growthOf } from "../../tools/bench/growth";
import { conditionsOf, shareOfBudget } from "../../tools/bench/rateLimit";
import type { Report } from "../../tools/bench/report";
import { comparable, type Result } from "../../tools/bench/results";
import { measureStartUp } from "../../tools/bench/startUp";
import { requestsTable } from "../../tools/bench/table";
import { NO_CALLS, useBench } from "./benchCommand";

const bench = useBench();

/** The result of an `up` of four keys. */
function resultOf(differing: Partial<Result>): Result {
  return {
    ...{ system: "pulumi-jetemail", keys: 4, latencyMs: 0, rateLimit: false, operation: "up", seconds: 2 },
    ...{ calls: NO_CALLS, lists: 0, blocks: 0 },
    ...differing,
  } as Result;
}

test("an invalid option is named before anything is run", async () => {
  expect(await bench.run("--keys", "1,many")).toMatchObject({
    code: 1,
    stdout: "",
    stderr: expect.stringContaining('--keys takes numbers from 1 to 99999, not "many"'),
  });
  expect(await bench.run("--systems", "fast")).toMatchObject({
    stderr: expect.stringContaining(
      '--systems takes pulumi-jetemail, plugin, plugin-yaml, naive, floor, command, api, not "fast"',
    ),
  });
  expect(await bench.run("--latency", "slow")).toMatchObject({
    stderr: expect.stringContaining('--latency takes numbers from 0 to 99999, not "slow"'),
  });
});

test("a run measures ways to use Pulumi and profiles its processes, and goes on from an earlier report", async () => {
  const profile = path.join(bench.folder, "profiles");
  const earlier = path.join(bench.folder, "earlier.json");
  const before = resultOf({ system: "floor", keys: 1 });
  writeFileSync(earlier, JSON.stringify({ commands: ["before"], results: [before], leftOut: { command: "gone" } }));
  const ways = ["plain", "2-stacks"];
  const printed = await bench.printed(
    ...["--keys", "2", "--rounds", "1", "--systems", "pulumi-jetemail", "--operations", "up,destroy", "--json"],
    ...["--ways", ways.join(), "--profile", profile, "--with", earlier],
    ...["--no-start-up", "--no-warm-up", "--out", bench.folder],
  );
  const { commands, results: all, leftOut, advice = [], profiles = [] } = JSON.parse(printed) as Report;
  const [kept, ...results] = all;
  expect(kept).toEqual(before);
  expect(commands).toEqual(["before", expect.stringContaining("npm run bench -- --keys 2")]);
  expect(leftOut).toEqual({ command: "gone" });
  const operations = ["up", "destroy"];
  expect(results.map(({ operation }) => operation)).toEqual(operations);
  expect(results[0]?.cpuSeconds).toMatchObject({ engine: expect.any(Number), program: expect.any(Number) });
  expect(advice.map(({ way, operation }) => `${way} ${operation}`)).toEqual(
    ways.flatMap((way) => operations.map((operation) => `${way} ${operation}`)),
  );
  expect(advice[0]?.ratioToPlain).toBe(1);
  expect(profiles.map(({ operation, role }) => `${operation} ${role}`).sort()).toEqual(
    ["destroy provider", "up program", "up provider"].sort(),
  );
  expect(profiles.every(({ milliseconds }) => (milliseconds.node as number) > 0)).toBe(true);
  const page = readFileSync(path.join(bench.folder, "benchmark.md"), "utf8");
  expect(page).toMatch(/^\| 2 \| pulumi-jetemail \| 0 ms \| [3-6] \([\d.]+; [1-3]\) \| 2 \(1.00; 0\) \|$/m);
  expect(page).toContain("| 2 | 2-stacks |");
  expect(page).toContain("| 2 | pulumi-jetemail | up | program |");
});

test("a run under JetEmail's rate limit prints each operation's share of the provider's budget", async () => {
  const printed = await bench.printed(
    ...["--keys", "2", "--rounds", "1", "--systems", "pulumi-jetemail", "--operations", "up", "--rate-limit"],
    ...["--latency", "10", "--no-start-up", "--no-warm-up"],
  );
  expect(printed).toMatch(/^With JetEmail's rate limit, /);
  expect(printed).toMatch(/^\| 2 \| pulumi-jetemail \| 10 ms \| up \| [\d.]+ \| [3-6] \| [23]% \| 0 \|$/m);
});

test("only under JetEmail's rate limit does the provider limit its requests", () => {
  expect(conditionsOf({ latencyMs: 150, rateLimit: false })).toEqual({
    simulator: { latencyMs: 150 },
    env: { JETEMAIL_REQUESTS_PER_MINUTE: "100000" },
  });
  expect(conditionsOf({ latencyMs: 0, rateLimit: true })).toEqual({
    simulator: { latencyMs: 0, requestsPerMinute: 240, blockFor: 300 },
    env: {},
  });
});

test("the budget of an operation is that of its minutes, but of one minute at least", () => {
  const calls = { ...NO_CALLS, GET: 20, POST: 80 };
  expect(shareOfBudget({ calls, seconds: 3 })).toBe(0.5);
  expect(shareOfBudget({ calls, seconds: 119 })).toBe(0.25);
});

test("requests are compared by latency, and times at the lowest latency without a rate limit", () => {
  const calls = { ...NO_CALLS, GET: 3, POST: 4 };
  const fast = resultOf({ calls, lists: 2 });
  const slow = resultOf({ calls: { ...calls, GET: 1 }, lists: 1, latencyMs: 150 });
  const limited = resultOf({ rateLimit: true });
  expect(comparable([slow, limited, fast])).toEqual([fast]);
  expect(comparable([slow, limited])).toEqual([slow]);
  expect(requestsTable([fast, slow]).split("\n")).toEqual([
    "| keys | system | latency | up |",
    "| --- | --- | --- | --- |",
    "| 4 | pulumi-jetemail | 0 ms | 7 (1.75; 2) |",
    "| 4 | pulumi-jetemail | 150 ms | 5 (1.25; 1) |",
  ]);
});

test("growth is the exponent of the best-fitting line", () => {
  const results = [1, 10, 100].map((keys) => ({ system: "naive", operation: "up", keys, seconds: 0.5 * keys ** 2 }));
  expect(growthOf(results as Result[])).toEqual([{ system: "naive", operation: "up", exponent: 2, atTheEnd: 2 }]);
  expect(growthOf(results.slice(0, 1) as Result[])).toEqual([]);
});

test("start-up measures what a program and the provider process load", async () => {
  const { sdkModules, loadedAtOnce, ...milliseconds } = await measureStartUp(1);
  expect(sdkModules).toContain(path.join("dist", "sdk", "nodejs", "index.js"));
  expect(sdkModules.filter((file) => !file.startsWith("dist"))).toEqual([]);
  expect(loadedAtOnce).toEqual(["zod"]);
  expect(Object.keys(milliseconds).sort()).toEqual(["libraries", "provider", "pulumi", "sdk"]);
});
