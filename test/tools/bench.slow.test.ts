import { readFileSync } from "node:fs";
import path from "node:path";
import { OPERATIONS, operationsOf, type SystemName } from "../../tools/bench/operations";
import type { Report } from "../../tools/bench/report";
import { NO_CALLS, useBench } from "./benchCommand";

const KEYS = 2;

const bench = useBench();

test("a run prints, as JSON alone, what each operation of each system took", async () => {
  const systems: SystemName[] = ["pulumi-jetemail", "naive", "floor", "api"];
  const printed = await bench.printed(
    ...["--keys", `${KEYS}`, "--rounds", "1", "--systems", systems.join(), "--json", "--growth"],
    ...["--no-start-up", "--no-warm-up", "--out", bench.folder],
  );
  const { results, leftOut } = JSON.parse(printed) as Report;
  const of = (system: string) =>
    Object.fromEntries(
      results.filter((result) => result.system === system).map((result) => [result.operation, result]),
    );
  const calls = (system: string) => Object.values(of(system)).map((result) => result.calls);

  expect(leftOut).toEqual({});
  for (const system of systems) {
    expect(Object.keys(of(system))).toEqual(operationsOf(system));
  }
  for (const result of results.filter(({ operation }) => operation !== "rotate")) {
    expect(result).toMatchObject({
      keys: KEYS,
      seconds: expect.any(Number),
      ratioToFloor: expect.any(Number),
      ratioToNaive: expect.any(Number),
    });
  }

  expect(calls("floor")).toEqual(operationsOf("floor").map(() => NO_CALLS));
  expect(calls("naive")).toEqual([
    { ...NO_CALLS, POST: KEYS, GET: KEYS },
    NO_CALLS,
    { ...NO_CALLS, GET: 2 * KEYS },
    { ...NO_CALLS, PATCH: KEYS },
    { ...NO_CALLS, DELETE: KEYS },
  ]);
  expect(calls("api")).toEqual([
    { ...NO_CALLS, POST: KEYS },
    { ...NO_CALLS, GET: 1 },
    { ...NO_CALLS, PATCH: KEYS },
    { ...NO_CALLS, DELETE: KEYS },
  ]);
  const { up, ...others } = of("pulumi-jetemail");
  expect(up?.calls).toEqual({ ...NO_CALLS, POST: KEYS, GET: expect.any(Number) });
  expect(Object.values(others).map((result) => result.calls)).toEqual([
    NO_CALLS,
    { ...NO_CALLS, GET: expect.any(Number) },
    { ...NO_CALLS, PATCH: KEYS },
    { ...NO_CALLS, GET: expect.any(Number), POST: KEYS },
    { ...NO_CALLS, DELETE: KEYS },
  ]);
  expect(others.rotate?.lists).toBe(others.rotate?.calls.GET);

  const bytes = (system: string) => of(system).up?.stateBytesPerKey as number;
  expect(bytes("pulumi-jetemail")).toBeLessThan(1.25 * bytes("floor"));
  expect(bytes("floor")).toBeLessThan(1.25 * bytes("pulumi-jetemail"));
  expect(bytes("naive")).toBeGreaterThan(2 * bytes("floor"));

  const page = readFileSync(path.join(bench.folder, "benchmark.md"), "utf8");
  for (const operation of OPERATIONS) {
    expect(page).toContain(`## ${operation}\n\n| keys | system |`);
  }
  expect(readFileSync(path.join(bench.folder, "benchmark.svg"), "utf8")).toMatch(/^<svg .*<polyline.*<\/svg>\n$/s);
});

test("a stack on PostgreSQL is measured beside one on files", async () => {
  const printed = await bench.printed(
    ...["--keys", "1", "--rounds", "1", "--systems", "", "--operations", "up,destroy", "--ways", "plain,postgres"],
    ...["--json", "--no-start-up", "--no-warm-up"],
  );
  const { advice = [] } = JSON.parse(printed) as Report;
  expect(advice.map(({ way, operation }) => `${way} ${operation}`)).toEqual(
    ["plain", "postgres"].flatMap((way) => ["up", "destroy"].map((operation) => `${way} ${operation}`)),
  );
});
