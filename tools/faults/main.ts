import { parseArgs } from "node:util";
import { type Findings, isClean } from "../../test/harness/scenarios/findings";
import { figuresOf, type Report, replay, runFaults, type Shell, shrinkFailed } from "./run";

const USAGE = "usage: npm run faults -- [--plugin] [--faults N] [--minutes N] [--seed N [--path PATH]]\n";

interface Arguments {
  readonly seed: number;
  readonly path: string | undefined;
  readonly faults: number | undefined;
  readonly minutes: number | undefined;
  readonly shell: Shell;
}

async function main({ seed, path, faults, minutes, shell }: Arguments): Promise<boolean> {
  if (path !== undefined) {
    const result = await replay(seed, path, shell);
    print(`The scenario ${path} of the seed ${seed}`, result);
    return isClean(result.findings);
  }
  const report = await runFaults({
    shell,
    seed,
    minutes,
    faults: faults ?? (minutes === undefined ? 1000 : undefined),
    faultsPerKill: 100,
    onScenario: (number, { findings }, hits) => {
      const problems = Object.values(findings).flat().length;
      process.stderr.write(`scenario ${number}: ${problems > 0 ? `${problems} FINDINGS` : "ok"}, ${hits} faults\n`);
    },
  });
  await printFailures(report, shell);
  const { table, scenarios, providers } = report;
  process.stdout.write(`${table}\n\n${scenarios} scenarios, ${providers} provider processes\n`);
  const figures = figuresOf(report);
  process.stdout.write(`${JSON.stringify(figures)}\n`);
  return figures.lost + figures.doubled + figures.orphansUnnamed + figures.leaked + figures.blocked === 0;
}

async function printFailures({ seed, failed: [first], killed }: Report, shell: Shell): Promise<void> {
  if (first) {
    print(
      `The first scenario that failed: npm run faults -- ${shell === "plugin" ? "--plugin " : ""}--seed ${seed} --path ${first.path}`,
      first.result,
    );
    process.stderr.write(`shrinking scenario ${first.path}, which can take some minutes\n`);
    const shrunk = await shrinkFailed(first, shell);
    print(
      `The same, shrunk: npm run faults -- ${shell === "plugin" ? "--plugin " : ""}--seed ${seed} --path ${shrunk.path}`,
      shrunk.result,
    );
  }
  if (killed && !isClean(killed.findings)) {
    print(`The stack on the real engine, with the seed ${seed}`, killed);
  }
}

function print(title: string, { findings, history }: { findings: Findings; history: readonly string[] }): void {
  const found = Object.entries(findings).flatMap(([kind, list]: [string, string[]]) =>
    list.map((text) => `${kind}: ${text}`),
  );
  process.stdout.write(`\n# ${title}\n${[...history, ...found].join("\n")}\n\n`);
}

function readArguments(): Arguments {
  const { values } = parseArgs({
    options: {
      plugin: { type: "boolean", default: false },
      faults: { type: "string" },
      minutes: { type: "string" },
      seed: { type: "string", default: "7" },
      path: { type: "string" },
    },
  });
  const { path } = values;
  const number = (text: string | undefined) => (text === undefined ? undefined : Number(text));
  const numbers = { seed: Number(values.seed), faults: number(values.faults), minutes: number(values.minutes) };
  if (!Object.values(numbers).every((value) => value === undefined || (Number.isFinite(value) && value >= 0))) {
    throw new Error("--faults, --minutes and --seed must be numbers");
  }
  if (path !== undefined && !/^\d+(:\d+)*$/.test(path)) {
    throw new Error("--path must be numbers with colons between them, as a failed run prints it");
  }
  return { ...numbers, path, shell: values.plugin ? "plugin" : "dynamic" };
}

async function start(): Promise<void> {
  const isFine = await main(readArguments());
  process.exitCode = isFine ? 0 : 1;
}

start().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n${USAGE}`);
  process.exitCode = 1;
});
