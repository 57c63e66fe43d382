import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { advise } from "./advice";
import { chart } from "./chart";
import { growthOf } from "./growth";
import { type Options, readOptions, USAGE } from "./options";
import { profilesIn } from "./profile";
import { type Report, reportPage, reportText } from "./report";
import { comparable, inOrder, resultsOf } from "./results";
import { run } from "./run";
import { measureStartUp } from "./startUp";

/** Compares this package with other systems; docs/benchmark.md explains what is measured. */
async function main(args: string[]): Promise<void> {
  const options = readOptions(args);
  const onProgress = (line: string) => process.stderr.write(`${line}\n`);
  const { samples, leftOut, failed } = await run(options, onProgress);
  const earlier = options.with.map((file) => JSON.parse(readFileSync(file, "utf8")) as Report);
  const results = [...earlier.flatMap((report) => report.results), ...resultsOf(samples)].sort(inOrder);
  const report: Report = {
    ...Object.assign({}, ...earlier),
    commands: [
      ...earlier.flatMap(({ commands }) => commands),
      `npm run bench -- ${args.map((arg) => arg || '""').join(" ")}`,
    ],
    results,
    leftOut: Object.assign({}, ...earlier.map((report) => report.leftOut), leftOut),
    ...(options.ways.length > 0 && { advice: await advise(options, onProgress) }),
    ...(options.profile !== undefined && { profiles: profilesIn(options.profile) }),
    ...(options.growth && { growth: growthOf(comparable(results)) }),
    ...(options.startUp && { startUp: await measureStartUp() }),
  };
  process.stdout.write(options.json ? `${JSON.stringify(report, undefined, 2)}\n` : `${reportText(report)}\n`);
  if (options.out !== undefined) {
    write(options.out, report);
  }
  process.exitCode = failed ? 1 : 0;
}

function write(folder: NonNullable<Options["out"]>, report: Report): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, "benchmark.md"), reportPage(report));
  writeFileSync(path.join(folder, "benchmark.svg"), chart(comparable(report.results)));
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
  process.exitCode = 1;
});
