import { parseArgs } from "node:util";
import { OPERATIONS, type Operation, SYSTEMS, type SystemName, WAYS, type WayName } from "./operations";

export interface Options {
  readonly keys: readonly number[];
  /** @default 3, and 1 from a thousand keys on */
  readonly rounds: number | undefined;
  readonly systems: readonly SystemName[];
  readonly operations: readonly Operation[];
  /** The settings with which this package is also measured. @default none */
  readonly ways: readonly WayName[];
  /** How long JetEmail takes for each request, in milliseconds. @default 0 */
  readonly latencyMs: number;
  /** Whether JetEmail's published rate limit applies and the provider has its default. @default no limit at all */
  readonly rateLimit: boolean;
  readonly json: boolean;
  /** The folder for the page and the chart. @default none */
  readonly out: string | undefined;
  /** The folder for profiles of the Node processes; profiling slows them down. @default none */
  readonly profile: string | undefined;
  /** Earlier reports, written by `--json`, to include in this one. @default none */
  readonly with: readonly string[];
  readonly growth: boolean;
  readonly startUp: boolean;
  /** Whether each system first runs once without being measured. */
  readonly warmUp: boolean;
}

export const USAGE = `usage: npm run bench -- [--keys 1,10,100] [--rounds N] [--systems ${SYSTEMS.join(",")}]
       [--operations ${OPERATIONS.join(",")}] [--ways ${WAYS.join(",")}]
       [--latency MS] [--rate-limit]
       [--profile FOLDER] [--with REPORT.json]... [--growth] [--json] [--out docs] [--no-start-up] [--no-warm-up]
`;

export function readOptions(args: string[]): Options {
  const { values } = parseArgs({
    args,
    allowNegative: true,
    options: {
      keys: { type: "string", default: "1,10,100" },
      rounds: { type: "string" },
      systems: { type: "string", default: SYSTEMS.join(",") },
      operations: { type: "string", default: OPERATIONS.join(",") },
      ways: { type: "string", default: "" },
      latency: { type: "string", default: "0" },
      "rate-limit": { type: "boolean", default: false },
      json: { type: "boolean", default: false },
      out: { type: "string" },
      profile: { type: "string" },
      with: { type: "string", multiple: true, default: [] },
      growth: { type: "boolean", default: false },
      "start-up": { type: "boolean", default: true },
      "warm-up": { type: "boolean", default: true },
    },
  });
  return {
    keys: values.keys.split(",").map((text) => countFrom("--keys", text)),
    rounds: values.rounds === undefined ? undefined : countFrom("--rounds", values.rounds),
    systems: chosenFrom(SYSTEMS, "--systems", values.systems),
    operations: chosenFrom(OPERATIONS, "--operations", values.operations),
    ways: chosenFrom(WAYS, "--ways", values.ways),
    latencyMs: countFrom("--latency", values.latency, 0),
    rateLimit: values["rate-limit"],
    json: values.json,
    out: values.out,
    profile: values.profile,
    with: values.with,
    growth: values.growth,
    startUp: values["start-up"],
    warmUp: values["warm-up"],
  };
}

function countFrom(option: string, text: string, least = 1): number {
  const count = /^(?:0|[1-9]\d{0,4})$/.test(text) ? Number(text) : Number.NaN;
  if (!(count >= least)) {
    throw new Error(`${option} takes numbers from ${least} to 99999, not "${text}"`);
  }
  return count;
}

/** The names in a comma-separated list, which may be empty. */
function chosenFrom<Name extends string>(names: readonly Name[], option: string, text: string): Name[] {
  return text
    .split(",")
    .filter((each) => each !== "")
    .map((each) => {
      const found = names.find((name) => name === each);
      if (found === undefined) {
        throw new Error(`${option} takes ${names.join(", ")}, not "${each}"`);
      }
      return found;
    });
}
