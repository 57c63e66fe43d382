import type { AdviceResult } from "./advice";
import type { Growth } from "./growth";
import { METHODS, OPERATIONS, type Operation, WAYS } from "./operations";
import { ROLES } from "./processes";
import { IDLE, type Profile } from "./profile";
import { requestsOf, shareOfBudget } from "./rateLimit";
import type { Result } from "./results";
import type { StartUp } from "./startUp";

/** Seconds by operation, one row per system: the overview. */
export function summaryTable(results: readonly Result[]): string {
  const rows = [...groupedBySystem(results).values()].map((ofSystem) => {
    const [{ keys, system, stateBytesPerKey }] = ofSystem as [Result];
    const seconds = OPERATIONS.map((operation) => {
      const result = ofSystem.find((each) => each.operation === operation);
      return result ? `${decimals(result.seconds)} s${times(result.ratioToFloor, " (", ")")}` : NONE;
    });
    const peak = Math.max(...ofSystem.map(({ peakMemoryBytes = 0 }) => peakMemoryBytes));
    return [keys, system, ...seconds, whole(stateBytesPerKey), mebibytes(peak)];
  });
  return markdown(["keys", "system", ...OPERATIONS, "state bytes per key", "peak memory"], rows);
}

/** All measurements of an operation. */
export function operationTable(results: readonly Result[], operation: Operation): string {
  const rows = results
    .filter((result) => result.operation === operation)
    .map(({ keys, system, seconds, ratioToFloor, ratioToNaive, calls, cpuSeconds, peakMemoryBytes }) => [
      ...[keys, system, decimals(seconds), times(ratioToFloor), times(ratioToNaive)],
      ...METHODS.map((method) => calls[method]),
      ...ROLES.map((role) => (cpuSeconds?.[role] === undefined ? NONE : decimals(cpuSeconds[role]))),
      mebibytes(peakMemoryBytes),
    ]);
  const processor = ROLES.map((role) => `CPU s: ${role}`);
  const heads = ["keys", "system", "seconds", "vs floor", "vs naive", ...METHODS, ...processor, "peak memory"];
  return markdown(heads, rows);
}

/** Requests by operation, with those per key and the lists among them: one row per system and latency. */
export function requestsTable(results: readonly Result[]): string {
  const operations = OPERATIONS.filter((operation) => results.some((each) => each.operation === operation));
  const groups = Map.groupBy(results, ({ keys, system, latencyMs }) => `${keys} ${system} ${latencyMs}`);
  const rows = [...groups.values()].map((group) => {
    const [{ keys, system, latencyMs }] = group as [Result];
    const requests = operations.map((operation) => {
      const result = group.find((each) => each.operation === operation);
      return result ? `${requestsOf(result)} (${decimals(requestsOf(result) / keys)}; ${result.lists})` : NONE;
    });
    return [keys, system, `${latencyMs} ms`, ...requests];
  });
  return markdown(["keys", "system", "latency", ...operations], rows);
}

/** What an operation took of the provider's requests per minute, and whether JetEmail blocked the account. */
export function rateLimitTable(results: readonly Result[]): string {
  const rows = results.map((result) => [
    ...[result.keys, result.system, `${result.latencyMs} ms`, result.operation, decimals(result.seconds)],
    ...[requestsOf(result), `${Math.round(100 * shareOfBudget(result))}%`, result.blocks],
  ]);
  const heads = ["keys", "system", "latency", "operation", "seconds", "requests", "share of the budget", "blocks"];
  return markdown(heads, rows);
}

/** Seconds with each setting, and their ratio to the default settings. */
export function adviceTable(advice: readonly AdviceResult[]): string {
  const operations = OPERATIONS.filter((operation) => advice.some((each) => each.operation === operation));
  const rows = sizesOf(advice).flatMap((keys) =>
    WAYS.filter((way) => advice.some((each) => each.keys === keys && each.way === way)).map((way) => {
      const seconds = operations.map((operation) => {
        const result = advice.find((each) => each.keys === keys && each.way === way && each.operation === operation);
        return result ? `${decimals(result.seconds)} s${times(result.ratioToPlain, " (", ")")}` : NONE;
      });
      return [keys, way, ...seconds];
    }),
  );
  return markdown(["keys", "setting", ...operations], rows);
}

const OWNERS = 7;

/** Where a process spent its time, in descending order. */
export function profileTable(profiles: readonly Profile[]): string {
  const rows = profiles.map(({ system, keys, operation, role, milliseconds }) => {
    const busy = Object.entries(milliseconds)
      .filter(([owner]) => owner !== IDLE)
      .sort(([, a], [, b]) => b - a);
    const seconds = (value: number) => (value / 1000).toFixed(2);
    return [
      ...[keys, system, operation, role, seconds(busy.reduce((sum, [, each]) => sum + each, 0))],
      busy
        .slice(0, OWNERS)
        .map(([owner, each]) => `${owner} ${seconds(each)}`)
        .join(", "),
    ];
  });
  return markdown(["keys", "system", "operation", "process", "seconds", "spent in"], rows);
}

function sizesOf(results: readonly { readonly keys: number }[]): number[] {
  return [...new Set(results.map(({ keys }) => keys))];
}

export function growthTable(growths: readonly Growth[]): string {
  const systems = [...new Set(growths.map(({ system }) => system))];
  const rows = systems.map((system) => [
    system,
    ...OPERATIONS.map((operation) => {
      const growth = growths.find((each) => each.system === system && each.operation === operation);
      return growth ? `${growth.exponent} (${growth.atTheEnd})` : NONE;
    }),
  ]);
  return markdown(["system", ...OPERATIONS], rows);
}

export function startUpTable({ pulumi, sdk, sdkModules, provider, loadedAtOnce, libraries }: StartUp): string {
  return markdown(
    ["start-up", "milliseconds", "loads"],
    [
      ["program: @pulumi/pulumi", pulumi, NONE],
      ["program: pulumi-jetemail after that", sdk, `${sdkModules.length} modules of its own`],
      ["provider process: pulumi-jetemail/provider", provider, loadedAtOnce.join(", ") || "neither undici nor zod"],
      ["provider process: undici and zod after that", libraries, NONE],
    ],
  );
}

export function leftOutList(leftOut: Readonly<Record<string, string>>): string {
  return Object.entries(leftOut)
    .map(([system, reason]) => `- ${system} was left out: ${reason}`)
    .join("\n");
}

const NONE = "–";

function groupedBySystem(results: readonly Result[]): Map<string, Result[]> {
  const groups = new Map<string, Result[]>();
  for (const result of results) {
    const name = `${result.keys} ${result.system}`;
    groups.set(name, [...(groups.get(name) ?? []), result]);
  }
  return groups;
}

function markdown(heads: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const line = (cells: readonly (string | number)[]) => `| ${cells.join(" | ")} |`;
  return [line(heads), line(heads.map(() => "---")), ...rows.map(line)].join("\n");
}

/** Three significant digits. */
function decimals(seconds: number): string {
  return seconds >= 100 ? seconds.toFixed(0) : seconds.toFixed(seconds >= 10 ? 1 : 2);
}

function times(ratio: number | undefined, before = "", after = ""): string {
  return ratio === undefined ? (before ? "" : NONE) : `${before}${ratio.toFixed(2)}×${after}`;
}

function whole(value: number | undefined): string {
  return value === undefined ? NONE : String(Math.round(value));
}

function mebibytes(bytes: number | undefined): string {
  return bytes ? `${Math.round(bytes / 2 ** 20)} MiB` : NONE;
}
