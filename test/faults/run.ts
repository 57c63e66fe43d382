import { setTimeout as sleep } from "node:timers/promises";
import { DynamicProvider } from "../harness/dynamicProvider";
import { type Findings, isClean } from "./findings";
import { type Killed, killEngine } from "./kills";
import { type Life, live } from "./life";
import { planOf } from "./plan";
import { CompileCache, startProvider } from "./providerProcess";
import { Random } from "./random";
import { ENGINE_KILL, Tally } from "./tally";

export interface RunOptions {
  readonly seed: number;
  /** Ends when so many faults struck … */
  readonly faults?: number | undefined;
  /** … or after so many minutes. */
  readonly minutes?: number | undefined;
  /** How many accounts live at once. */
  readonly concurrency?: number;
  /** Kills of the real engine, at the end: one for so many faults. */
  readonly faultsPerKill?: number;
  readonly onLife?: (life: Life, faults: number) => void;
}

export interface Report {
  readonly seed: number;
  readonly tally: Tally;
  readonly lives: number;
  readonly processes: number;
  readonly failed: readonly Life[];
  readonly killed?: Killed;
}

/** Lives one life after another, some of them side by side, each planned from the seed and its number. */
export async function runFaults(options: RunOptions): Promise<Report> {
  const { seed, faults, minutes, concurrency = 6, faultsPerKill, onLife } = options;
  const tally = new Tally();
  const failed: Life[] = [];
  const seeds = new Random(seed);
  const cache = new CompileCache();
  await cache.fill();
  const isOver = new AbortController();
  if (minutes !== undefined) {
    void sleep(minutes * 60_000, undefined, { ref: false }).then(() => isOver.abort());
  }
  let lives = 0;
  let processes = 0;
  const worker = async () => {
    while (!isOver.signal.aborted) {
      const life = await live(planOf(seeds.below(2 ** 31)), (config) => startProvider({ config, env: cache.env }));
      lives++;
      processes += life.processes;
      tally.merge(life.tally);
      if (!isClean(life.findings)) {
        failed.push(life);
      }
      if (faults !== undefined && tally.faults >= faults) {
        isOver.abort();
      }
      onLife?.(life, tally.faults);
    }
  };
  try {
    await Promise.all(Array.from({ length: concurrency }, worker));
  } finally {
    await DynamicProvider.closeAll();
    cache.remove();
  }
  if (faultsPerKill === undefined) {
    return { seed, tally, lives, processes, failed };
  }
  const kills = Math.ceil(tally.faults / faultsPerKill);
  const killed = await killEngine({ seed, kills });
  tally.add(ENGINE_KILL, kills, ["crashed"]);
  return { seed, tally, lives, processes, failed, killed };
}

/** The figures of a report: what was counted, and what must be zero. */
export function figuresOf({ seed, tally, failed, killed }: Report) {
  const all: Findings[] = [...failed, ...(killed ? [killed] : [])].map(({ findings }) => findings);
  const count = (kind: keyof Findings) => all.reduce((sum, findings) => sum + findings[kind].length, 0);
  return {
    faults: tally.faults,
    lost: count("lost"),
    doubled: count("doubled"),
    orphansUnnamed: count("orphansUnnamed"),
    leaked: count("leaked"),
    seed,
  };
}
