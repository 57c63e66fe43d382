import { setTimeout as sleep } from "node:timers/promises";
import { DynamicProvider } from "../process/dynamicProvider";
import { isClean } from "./findings";
import { type Life, live } from "./life";
import { planOf } from "./plan";
import { CompileCache, startProvider } from "./providerProcess";
import { Random } from "./random";
import { Tally } from "./tally";

export interface RunOptions {
  readonly seed: number;
  /** Ends when so many faults struck … */
  readonly faults?: number | undefined;
  /** … or after so many minutes. */
  readonly minutes?: number | undefined;
  /** How many accounts live at once. */
  readonly concurrency?: number;
  readonly onLife?: (life: Life, faults: number) => void;
}

export interface Report {
  readonly seed: number;
  readonly tally: Tally;
  readonly lives: number;
  readonly processes: number;
  readonly failed: readonly Life[];
}

/** Lives one life after another, some of them side by side, each planned from the seed and its number. */
export async function runFaults({ seed, faults, minutes, concurrency = 6, onLife }: RunOptions): Promise<Report> {
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
  return { seed, tally, lives, processes, failed };
}

/** The figures of a report: what was counted, and what must be zero. */
export function figuresOf({ seed, tally, failed }: Report) {
  const count = (kind: keyof Life["findings"]) => failed.reduce((sum, { findings }) => sum + findings[kind].length, 0);
  return {
    faults: tally.faults,
    lost: count("lost"),
    doubled: count("doubled"),
    orphansUnnamed: count("orphansUnnamed"),
    leaked: count("leaked"),
    seed,
  };
}
