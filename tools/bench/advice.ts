import { Postgres } from "../../test/harness/postgres";
import { live, type Measurement } from "./life";
import type { WayName } from "./operations";
import type { Options } from "./options";
import { conditionsOf } from "./rateLimit";
import { mediansOf, ratioTo } from "./results";
import { progressOf, roundsOf } from "./run";
import { type Particulars, StackSubject } from "./stackSubject";

/** The time of an operation with a setting that helps users of many keys, and its ratio to the default settings. */
export interface AdviceResult {
  readonly way: WayName;
  readonly keys: number;
  readonly operation: Measurement["operation"];
  readonly seconds: number;
  readonly ratioToPlain: number | undefined;
}

const PARTICULARS: Record<Exclude<WayName, "postgres">, Omit<Particulars, "conditions">> = {
  plain: {},
  "no-checkpoints": { env: { PULUMI_SKIP_CHECKPOINTS: "true" } },
  "no-backups": { env: { PULUMI_DIY_BACKEND_DISABLE_CHECKPOINT_BACKUPS: "true" } },
  zstd: { env: { PULUMI_DIY_BACKEND_ZSTD: "true" } },
  "2-stacks": { stacks: 2 },
  "10-stacks": { stacks: 10 },
  "parallel-1": { env: { PULUMI_PARALLEL: "1" } },
  "parallel-64": { env: { PULUMI_PARALLEL: "64" } },
};

/** Runs this package with each of the settings in turn, round by round. */
export async function advise(options: Options, onProgress: (line: string) => void): Promise<AdviceResult[]> {
  const samples: (Measurement & { way: WayName })[] = [];
  for (const keys of options.keys) {
    const rounds = roundsOf(options, keys);
    for (let round = 0; round < rounds; round++) {
      for (const way of options.ways) {
        const measured = await liveIn(way, keys, options);
        onProgress(progressOf(`${keys} keys, round ${round + 1} of ${rounds}, ${way}`, measured));
        samples.push(...measured.map((each) => ({ ...each, way })));
      }
    }
  }
  const medians = mediansOf(samples, ({ way }) => way);
  const plain = medians.filter(({ way }) => way === "plain");
  return medians.map((each) => {
    const { way, keys, operation, seconds } = each;
    return { way, keys, operation, seconds, ratioToPlain: ratioTo(each, plain) };
  });
}

async function liveIn(way: WayName, keys: number, { operations, latencyMs }: Options): Promise<Measurement[]> {
  const postgres = way === "postgres" ? await Postgres.start({ isDurable: true }) : undefined;
  try {
    const particulars = way === "postgres" ? { env: { PULUMI_BACKEND_URL: postgres?.url ?? "" } } : PARTICULARS[way];
    const conditions = conditionsOf({ latencyMs, rateLimit: false });
    const subject = await StackSubject.open("pulumiJetemail.js", { conditions, ...particulars });
    try {
      return await live(way, subject, keys, operations);
    } finally {
      await subject.close();
    }
  } finally {
    await postgres?.close();
  }
}
