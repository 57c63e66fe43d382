import { live, type Measurement, type Sample } from "./life";
import { operationsOf, type SystemName } from "./operations";
import type { Options } from "./options";
import { profileFolder } from "./profile";
import { conditionsOf } from "./rateLimit";
import { OPEN } from "./systems";
import { Unavailable } from "./unavailable";

const MANY = 1_000;

/** Fewer rounds where one takes long. */
export function roundsOf({ rounds }: Options, keys: number): number {
  return rounds ?? (keys < MANY ? 3 : 1);
}

export function progressOf(what: string, measured: readonly Measurement[]): string {
  return `${what}: ${measured.map(({ operation, seconds }) => `${operation} ${seconds.toFixed(2)} s`).join(", ")}`;
}

export interface Outcome {
  readonly samples: Sample[];
  /** Why a system is missing, entirely or from some number of keys on. */
  readonly leftOut: Partial<Record<SystemName, string>>;
  /** Whether one is missing because of a failure. */
  readonly failed: boolean;
}

/** Runs all systems in turn, round by round, so that a temporary slowdown of the machine affects all of them. */
export async function run(options: Options, onProgress: (line: string) => void): Promise<Outcome> {
  const samples: Sample[] = [];
  const leftOut: Outcome["leftOut"] = {};
  let failed = false;
  const turn = async (system: SystemName, keys: number, what: string, how = options): Promise<Sample[]> => {
    if (leftOut[system] !== undefined) {
      return [];
    }
    try {
      const lived = await liveOn(system, keys, how);
      onProgress(progressOf(`${what}, ${system}`, lived));
      return lived;
    } catch (error) {
      const { message, cause } = error as Error;
      failed ||= !(error instanceof Unavailable);
      leftOut[system] = message.split("\n", 1)[0] ?? "";
      onProgress(`${system} is left out: ${message}${cause ? `: ${(cause as Error).message}` : ""}`);
      return [];
    }
  };

  if (options.warmUp) {
    // So that no measurement includes the machine's first read of a file.
    for (const system of options.systems) {
      await turn(system, 1, "warm-up", { ...options, profile: undefined, rateLimit: false });
    }
  }
  for (const keys of options.keys) {
    const rounds = roundsOf(options, keys);
    for (let round = 0; round < rounds; round++) {
      for (const system of rotated(options.systems, round)) {
        samples.push(...(await turn(system, keys, `${keys} keys, round ${round + 1} of ${rounds}`)));
      }
    }
  }
  return { samples, leftOut, failed };
}

async function liveOn(system: SystemName, keys: number, options: Options): Promise<Sample[]> {
  const { operations, profile, latencyMs, rateLimit } = options;
  const subject = await OPEN[system]({
    conditions: conditionsOf(options),
    profileFolder: profile && profileFolder(profile, system, keys),
  });
  try {
    const chosen = operationsOf(system).filter((operation) => operations.includes(operation));
    const measured = await live(system, subject, keys, chosen);
    return measured.map((each) => ({ system, latencyMs, rateLimit, ...each }));
  } finally {
    await subject.close();
  }
}

function rotated<Item>(items: readonly Item[], by: number): Item[] {
  const start = by % items.length;
  return [...items.slice(start), ...items.slice(0, start)];
}
