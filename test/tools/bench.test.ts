import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { growthOf } from "../../tools/bench/growth";
import { OPERATIONS } from "../../tools/bench/operations";
import type { Report } from "../../tools/bench/report";
import type { Result } from "../../tools/bench/results";
import { measureStartUp } from "../../tools/bench/startUp";
import { build } from "../harness/build";
import { repository } from "../harness/repository";

const KEYS = 2;
const NONE = { GET: 0, POST: 0, PATCH: 0, DELETE: 0 };

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "jetemail-bench-"));
  await build();
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function bench(...options: string[]) {
  const main = path.join(repository, "tools", "bench", "main.ts");
  return promisify(execFile)(process.execPath, [require.resolve("tsx/cli"), main, ...options], { cwd: repository });
}

test("a run tells, as JSON alone, what each operation of each system took", async () => {
  const systems = ["pulumi-jetemail", "naive", "floor", "api"];
  const { stdout } = await bench(
    ...["--keys", `${KEYS}`, "--rounds", "1", "--systems", systems.join(), "--json", "--growth"],
    ...["--no-start-up", "--no-warm-up", "--out", folder],
  );
  const { results, leftOut } = JSON.parse(stdout) as Report;
  const of = (system: string) =>
    Object.fromEntries(
      results.filter((result) => result.system === system).map((result) => [result.operation, result]),
    );
  const calls = (system: string) => Object.values(of(system)).map((result) => result.calls);

  expect(leftOut).toEqual({});
  for (const system of systems) {
    // Without Pulumi there is nothing to preview.
    const operations = OPERATIONS.filter((operation) => system !== "api" || operation !== "preview");
    expect(Object.keys(of(system))).toEqual(operations);
  }
  for (const result of results) {
    expect(result).toMatchObject({
      keys: KEYS,
      seconds: expect.any(Number),
      ratioToFloor: expect.any(Number),
      ratioToNaive: expect.any(Number),
    });
  }

  expect(calls("floor")).toEqual(OPERATIONS.map(() => NONE));
  expect(calls("naive")).toEqual([
    { ...NONE, POST: KEYS, GET: KEYS },
    NONE,
    { ...NONE, GET: 2 * KEYS },
    { ...NONE, PATCH: KEYS },
    { ...NONE, DELETE: KEYS },
  ]);
  expect(calls("api")).toEqual([
    { ...NONE, POST: KEYS },
    { ...NONE, GET: 1 },
    { ...NONE, PATCH: KEYS },
    { ...NONE, DELETE: KEYS },
  ]);
  const { up, ...others } = of("pulumi-jetemail");
  expect(up?.calls).toEqual({ ...NONE, POST: KEYS, GET: expect.any(Number) });
  expect(Object.values(others).map((result) => result.calls)).toEqual([
    NONE,
    { ...NONE, GET: expect.any(Number) },
    { ...NONE, PATCH: KEYS },
    { ...NONE, DELETE: KEYS },
  ]);

  const bytes = (system: string) => of(system).up?.stateBytesPerKey as number;
  expect(bytes("pulumi-jetemail")).toBeLessThan(1.25 * bytes("floor"));
  expect(bytes("floor")).toBeLessThan(1.25 * bytes("pulumi-jetemail"));
  expect(bytes("naive")).toBeGreaterThan(2 * bytes("floor"));

  const page = readFileSync(path.join(folder, "benchmark.md"), "utf8");
  for (const operation of OPERATIONS) {
    expect(page).toContain(`## ${operation}\n\n| keys | system |`);
  }
  expect(readFileSync(path.join(folder, "benchmark.svg"), "utf8")).toMatch(/^<svg .*<polyline.*<\/svg>\n$/s);
});

test("an option that makes no sense is named, before anything is run", async () => {
  await expect(bench("--keys", "1,many")).rejects.toMatchObject({
    code: 1,
    stdout: "",
    stderr: expect.stringContaining('--keys takes numbers from 1 to 99999, not "many"'),
  });
  await expect(bench("--systems", "fast")).rejects.toMatchObject({
    stderr: expect.stringContaining('--systems takes pulumi-jetemail, naive, floor, command, api, not "fast"'),
  });
});

test("a run tells what the ways around this package take, and what its processes are busy with", async () => {
  const profile = path.join(folder, "profiles");
  const earlier = path.join(folder, "earlier.json");
  const before = { system: "floor", keys: 1, operation: "up", seconds: 2, calls: NONE };
  writeFileSync(earlier, JSON.stringify({ commands: ["before"], results: [before], leftOut: { command: "gone" } }));
  const ways = ["plain", "no-checkpoints", "zstd", "postgres", "10-stacks", "parallel-64"];
  const { stdout } = await bench(
    ...["--keys", "10", "--rounds", "1", "--systems", "pulumi-jetemail", "--operations", "up,destroy", "--json"],
    ...["--ways", ways.join(), "--profile", profile, "--with", earlier],
    ...["--no-start-up", "--no-warm-up", "--out", folder],
  );
  const { commands, results: all, leftOut, advice = [], profiles = [] } = JSON.parse(stdout) as Report;
  const [kept, ...results] = all;
  expect(kept).toEqual(before);
  expect(commands).toEqual(["before", expect.stringContaining("npm run bench -- --keys 10")]);
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
  const page = readFileSync(path.join(folder, "benchmark.md"), "utf8");
  expect(page).toContain("| 10 | no-checkpoints |");
  expect(page).toContain("| 10 | pulumi-jetemail | up | program |");
});

test("growth is the exponent of the line that fits best", () => {
  const results = [1, 10, 100].map((keys) => ({ system: "naive", operation: "up", keys, seconds: 0.5 * keys ** 2 }));
  expect(growthOf(results as Result[])).toEqual([{ system: "naive", operation: "up", exponent: 2, atTheEnd: 2 }]);
  expect(growthOf(results.slice(0, 1) as Result[])).toEqual([]);
});

test("start-up tells what a program and the provider process wait for, and what they load", async () => {
  const { sdkModules, loadedAtOnce, ...milliseconds } = await measureStartUp(1);
  expect(sdkModules).toContain(path.join("dist", "sdk", "nodejs", "index.js"));
  expect(sdkModules.filter((file) => !file.startsWith("dist"))).toEqual([]);
  expect(loadedAtOnce).toEqual(["zod"]);
  expect(Object.keys(milliseconds).sort()).toEqual(["libraries", "provider", "pulumi", "sdk"]);
});
