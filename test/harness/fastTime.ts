import path from "node:path";
import { compileCache } from "./compileCache";
import { PUBLISHED_RATE_LIMIT, type SimulatorOptions } from "./simulator";
import { timeFactor } from "./timeFactor.json";

/** The environment of a provider process whose waits are shorter, and whose clocks are faster: see `fastWaits.js`. */
export async function fastEnvironment(): Promise<Record<string, string>> {
  const { NODE_OPTIONS = "" } = await compileCache();
  return { NODE_OPTIONS: `${NODE_OPTIONS} --require ${JSON.stringify(path.join(__dirname, "fastWaits.js"))}`.trim() };
}

/** JetEmail's rate limit for such processes: its minute and its blocks are shorter by the same factor. */
export const FAST_RATE_LIMIT: SimulatorOptions = {
  ...PUBLISHED_RATE_LIMIT,
  rateClock: () => performance.now() * timeFactor,
};

/** For providers in this process, whose waits are real: no limit, and blocks by faults that are over almost at once. */
export const SHORT_BLOCKS: SimulatorOptions = { blockFor: 0.05 };
