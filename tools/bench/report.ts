import { availableParallelism } from "node:os";
import type { AdviceResult } from "./advice";
import type { Growth } from "./growth";
import { OPERATIONS, type SystemName } from "./operations";
import type { Profile } from "./profile";
import type { Result } from "./results";
import type { StartUp } from "./startUp";
import {
  adviceTable,
  growthTable,
  leftOutList,
  operationTable,
  profileTable,
  startUpTable,
  summaryTable,
} from "./table";

export interface Report {
  readonly commands: readonly string[];
  readonly results: readonly Result[];
  readonly leftOut: Partial<Record<SystemName, string>>;
  readonly advice?: readonly AdviceResult[];
  readonly profiles?: readonly Profile[];
  readonly growth?: readonly Growth[];
  readonly startUp?: StartUp;
}

/** The tables, and what their figures are, as Markdown. */
export function reportText({ results, leftOut, advice, profiles, growth, startUp }: Report): string {
  return [
    results.length > 0 && summaryTable(results),
    leftOutList(leftOut),
    growth && `Exponent of the growth over all sizes (and between the two largest):\n\n${growthTable(growth)}`,
    startUp && startUpTable(startUp),
    advice && `This package, in ways that [many keys](many-keys.md) explains:\n\n${adviceTable(advice)}`,
    profiles &&
      `What the Node processes are busy with, which take longer while they are watched:\n\n${profileTable(profiles)}`,
  ]
    .filter(Boolean)
    .join("\n\n");
}

/** A page of documentation around the report. */
export function reportPage(report: Report): string {
  return `# Benchmark

Made by ${report.commands.map((command) => `\`${command}\``).join(", then ")} on ${availableParallelism()} cores with Node ${process.versions.node}. Do not edit.

${reportText(report)}

![Seconds over the number of keys](benchmark.svg)

- **pulumi-jetemail** is this package; **naive** a dynamic provider as tutorials write it; **floor** one that does nothing
  and stores as much, so what it takes is Pulumi's own; **command** \`@pulumi/command\` with curl, which never
  reads a key; **api** the calls that the work cannot do without, over this package's client and without Pulumi.
- All run in turn against the same simulated JetEmail on the same machine, on the real Pulumi CLI with a file backend.
  Seconds are the median of the rounds, and × is the ratio to the floor.
- \`preview\` finds nothing to do, \`update\` changes the quota of every key.
- State bytes a key are what the stack's file has with all keys more than without any, divided by their number: for a
  single key this includes the entry of the provider.
- CPU is the processor time of the engine, of the program and of the provider process, read every 50 ms as well.
- Peak memory is that of the provider process as Linux keeps it (VmHWM), read every 50 ms; for **api**, that of its own.

${OPERATIONS.map((operation) => `## ${operation}\n\n${operationTable(report.results, operation)}`).join("\n\n")}
`;
}
