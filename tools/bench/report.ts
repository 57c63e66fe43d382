import { availableParallelism } from "node:os";
import type { AdviceResult } from "./advice";
import type { Growth } from "./growth";
import { OPERATIONS, type SystemName } from "./operations";
import type { Profile } from "./profile";
import { comparable, type Result } from "./results";
import type { StartUp } from "./startUp";
import {
  adviceTable,
  growthTable,
  leftOutList,
  operationTable,
  profileTable,
  rateLimitTable,
  requestsTable,
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

/** The systems whose requests are this package's doing, and which can do all operations. */
const OF_REQUESTS: readonly SystemName[] = ["pulumi-jetemail", "plugin"];

/** The tables, with their captions, as Markdown. */
export function reportText({ results, leftOut, advice, profiles, growth, startUp }: Report): string {
  const times = comparable(results);
  const latency = times[0]?.latencyMs ?? 0;
  const requests = results.filter(({ system, rateLimit }) => OF_REQUESTS.includes(system) && !rateLimit);
  const limited = results.filter(({ rateLimit }) => rateLimit);
  return [
    latency > 0 && `JetEmail takes ${latency} ms for each request.`,
    times.length > 0 && summaryTable(times),
    leftOutList(leftOut),
    requests.length > 0 &&
      `Requests to JetEmail (and requests per key; how many of them list the account's keys):\n\n${requestsTable(requests)}`,
    limited.length > 0 &&
      `With JetEmail's rate limit, which only this table has: more than 240 requests in a minute block the account for five minutes. The provider's budget is 200 requests for each minute that an operation begins:\n\n${rateLimitTable(limited)}`,
    growth &&
      `The time grows with the number of keys to this power, over all sizes (and between the two largest):\n\n${growthTable(growth)}`,
    startUp && startUpTable(startUp),
    advice && `This package with the settings that [many keys](many-keys.md) explains:\n\n${adviceTable(advice)}`,
    profiles && `Where the Node processes spend their time (profiling slows them down):\n\n${profileTable(profiles)}`,
  ]
    .filter(Boolean)
    .join("\n\n");
}

/** The page of documentation: the report and an explanation of its figures. */
export function reportPage(report: Report): string {
  const { commands } = report;
  const by =
    commands.length > 1 ? "these commands, the last of which includes the reports of the others" : "this command";
  return `# Benchmark

Generated on ${availableParallelism()} cores with Node ${process.versions.node} by ${by}. Do not edit.

${commands.map((command, index) => `${index + 1}. \`${command}\``).join("\n")}

${reportText(report)}

![Seconds by number of keys](benchmark.svg)

- **pulumi-jetemail** is this package's dynamic resource. **plugin** is its provider plugin with a Node program,
  **plugin-yaml** with a YAML program. **naive** is a dynamic provider as tutorials write it. **floor** is a provider that
  does nothing and stores as much, so its time is Pulumi's own. **command** is \`@pulumi/command\` with curl, which never
  reads a key. **api** makes only the requests that the work requires, with this package's client and without Pulumi.
- All systems run in turn against the same simulated JetEmail on the same machine, on the real Pulumi CLI with a file backend.
  Seconds are the median of the rounds, and × is the ratio to the floor.
- \`preview\` finds nothing to do; \`update\` changes the quota of every key, and \`rotate\` the
  \`rotationTrigger\`, which only this package has.
- State bytes per key are the size of the stack's file with all keys, less its size without keys, divided by the number of
  keys. For a single key, this includes the entry of the provider.
- CPU is the processor time of the engine, the program and the provider process, sampled every 50 ms.
- Peak memory is that of the provider process as Linux reports it (VmHWM), sampled every 50 ms; for **api**, that of its own
  process.

${OPERATIONS.map((operation) => `## ${operation}\n\n${operationTable(comparable(report.results), operation)}`).join("\n\n")}
`;
}
