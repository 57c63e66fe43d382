import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { growthOf } from "../../tools/bench/growth";
import type { Report } from "../../tools/bench/report";
import type { Result } from "../../tools/bench/results";
import { measureStartUp } from "../../tools/bench/startUp";
import { NO_CALLS, useBench } from "./benchCommand";

const bench = useBench();

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
});

test("a run measures ways to use Pulumi and profiles its processes, and goes on from an earlier report", async () => {
  const profile = path.join(bench.folder, "profiles");
  const earlier = path.join(bench.folder, "earlier.json");
  const before = { system: "floor", keys: 1, operation: "up", seconds: 2, calls: NO_CALLS };
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
  expect(page).toContain("| 2 | 2-stacks |");
  expect(page).toContain("| 2 | pulumi-jetemail | up | program |");
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
