import { parseArgs } from "node:util";
import { SYSTEMS, type SystemName } from "./operations";

export interface Options {
  readonly keys: readonly number[];
  /** @default 3, and 1 for a thousand keys and more */
  readonly rounds: number | undefined;
  readonly systems: readonly SystemName[];
  readonly json: boolean;
  /** The folder that the table and the picture are written to. @default none */
  readonly out: string | undefined;
  readonly growth: boolean;
  readonly startUp: boolean;
  /** Whether each system first runs once unmeasured. */
  readonly warmUp: boolean;
}

export const USAGE = `usage: npm run bench -- [--keys 1,10,100] [--rounds N] [--systems ${SYSTEMS.join(",")}]
       [--growth] [--json] [--out docs] [--no-start-up] [--no-warm-up]
`;

export function readOptions(args: string[]): Options {
  const { values } = parseArgs({
    args,
    allowNegative: true,
    options: {
      keys: { type: "string", default: "1,10,100" },
      rounds: { type: "string" },
      systems: { type: "string", default: SYSTEMS.join(",") },
      json: { type: "boolean", default: false },
      out: { type: "string" },
      growth: { type: "boolean", default: false },
      "start-up": { type: "boolean", default: true },
      "warm-up": { type: "boolean", default: true },
    },
  });
  return {
    keys: values.keys.split(",").map((text) => countFrom("--keys", text)),
    rounds: values.rounds === undefined ? undefined : countFrom("--rounds", values.rounds),
    systems: values.systems.split(",").map(systemFrom),
    json: values.json,
    out: values.out,
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

function systemFrom(text: string): SystemName {
  const system = SYSTEMS.find((name) => name === text);
  if (!system) {
    throw new Error(`--systems takes ${SYSTEMS.join(", ")}, not "${text}"`);
  }
  return system;
}
