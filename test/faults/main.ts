import { parseArgs } from "node:util";
import { DynamicProvider } from "../harness/dynamicProvider";
import { isClean } from "./findings";
import type { Life } from "./life";
import { figuresOf, runFaults } from "./run";
import { shrink } from "./shrink";

const USAGE = "usage: npm run faults -- [--faults N] [--minutes N] [--seed N]\n";

async function main(): Promise<void> {
  const options = readArguments();
  let lives = 0;
  const report = await runFaults({
    ...options,
    faultsPerKill: 100,
    onLife: ({ plan, findings }, faults) => {
      lives++;
      const problems = Object.values(findings).flat().length;
      process.stderr.write(`life ${lives} (${plan.seed}): ${problems > 0 ? "NOT WHOLE" : "whole"}, ${faults} faults\n`);
    },
  });
  const [first] = report.failed;
  if (first) {
    tell(`The life with the seed ${first.plan.seed}, as it was lived`, first);
    tell("The shortest that shows it", await shrink(first));
    await DynamicProvider.closeAll();
  }
  if (report.killed && !isClean(report.killed.findings)) {
    tell(`The stack on the real engine, with the seed ${report.seed}`, report.killed);
  }
  process.stdout.write(`${report.tally}\n\n`);
  process.stdout.write(`${report.lives} lives, ${report.processes} provider processes\n`);
  const figures = figuresOf(report);
  process.stdout.write(`${JSON.stringify(figures)}\n`);
  const { lost, doubled, orphansUnnamed, leaked } = figures;
  process.exitCode = lost + doubled + orphansUnnamed + leaked > 0 ? 1 : 0;
}

function tell(title: string, { findings, history }: Pick<Life, "findings" | "history">): void {
  process.stdout.write(`\n# ${title}\n${history.join("\n")}\n`);
  for (const [kind, found] of Object.entries(findings)) {
    for (const text of found as string[]) {
      process.stdout.write(`${kind}: ${text}\n`);
    }
  }
  process.stdout.write("\n");
}

function readArguments() {
  const { values } = parseArgs({
    options: { faults: { type: "string" }, minutes: { type: "string" }, seed: { type: "string", default: "7" } },
  });
  const number = (text: string | undefined) => (text === undefined ? undefined : Number(text));
  const { seed, faults, minutes } = {
    seed: Number(values.seed),
    faults: number(values.faults),
    minutes: number(values.minutes),
  };
  if (![seed, faults ?? 1, minutes ?? 1].every((value) => Number.isFinite(value) && value >= 0)) {
    throw new Error("--faults, --minutes and --seed must be numbers");
  }
  return { seed, minutes, faults: faults ?? (minutes === undefined ? 1000 : undefined) };
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n${USAGE}`);
  process.exitCode = 1;
});
