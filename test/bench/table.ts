import type { Growth } from "./growth";
import { METHODS, OPERATIONS, type Operation, type SystemName } from "./operations";
import type { Result } from "./results";
import type { StartUp } from "./startUp";

/** Seconds by operation, one row a system: the picture at a glance. */
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
  return markdown(["keys", "system", ...OPERATIONS, "state bytes a key", "peak memory"], rows);
}

/** Everything that was measured of an operation. */
export function operationTable(results: readonly Result[], operation: Operation): string {
  const rows = results
    .filter((result) => result.operation === operation)
    .map(({ keys, system, seconds, ratioToFloor, ratioToNaive, calls, peakMemoryBytes }) => [
      ...[keys, system, decimals(seconds), times(ratioToFloor), times(ratioToNaive)],
      ...METHODS.map((method) => calls[method]),
      mebibytes(peakMemoryBytes),
    ]);
  return markdown(["keys", "system", "seconds", "of the floor", "of naive", ...METHODS, "peak memory"], rows);
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
      ["a program: @pulumi/pulumi", pulumi, NONE],
      ["a program: pulumi-jetemail beyond that", sdk, `${sdkModules.length} modules of its own`],
      ["the provider process: pulumi-jetemail/provider", provider, loadedAtOnce.join(", ") || "neither undici nor zod"],
      ["the provider process: undici and zod beyond that", libraries, NONE],
    ],
  );
}

export function leftOutList(leftOut: Partial<Record<SystemName, string>>): string {
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

/** Three digits that count. */
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
