import { parseArgs } from "node:util";
import { OPERATIONS, type Operation, SYSTEMS, type SystemName, WAYS, type WayName } from "./operations";

export interface Options {
  readonly keys: readonly number[];
  /** @default 3, and 1 for a thousand keys and more */
  readonly rounds: number | undefined;
  readonly systems: readonly SystemName[];
  readonly operations: readonly Operation[];
  /** What this package is measured in besides. @default none */
  readonly ways: readonly WayName[];
  readonly json: boolean;
  /** The folder that the table and the picture are written to. @default none */
  readonly out: string | undefined;
  /** The folder for what the Node processes spend their time on; being watched, they take longer. @default none */
  readonly profile: string | undefined;
  /** Earlier reports, files of `--json`, that this one goes on from. @default none */
  readonly with: readonly string[];
  readonly growth: boolean;
  readonly startUp: boolean;
  /** Whether each system first runs once unmeasured. */
  readonly warmUp: boolean;
}

export const USAGE = `usage: npm run bench -- [--keys 1,10,100] [--rounds N] [--systems ${SYSTEMS.join(",")}]
       [--operations ${OPERATIONS.join(",")}] [--ways ${WAYS.join(",")}]
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
    json: values.json,
    out: values.out,
    profile: values.profile,
    with: values.with,
    growth: values.growth,
    startUp: values["start-up"],
    warmUp: values["warm-up"],
  };
}

function countFrom(option: string, text: string): number {
  if (!/^[1-9]\d{0,4}$/.test(text)) {
    throw new Error(`${option} takes numbers from 1 to 99999, not "${text}"`);
  }
  return Number(text);
}

/** The names in a list; none in an empty one. */
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
