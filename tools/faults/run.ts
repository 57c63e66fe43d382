import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { DynamicProvider } from "../../test/harness/dynamicProvider";
import { type KillResult, killEngine } from "../../test/harness/engineKills";
import { FAST_RATE_LIMIT, fastEnvironment } from "../../test/harness/fastTime";
import { RUN_FOLDER } from "../../test/harness/madeOnce";
import { dynamicProcess } from "../../test/harness/model/dynamicProcess";
import { pluginProcess } from "../../test/harness/model/pluginProcess";
import { PluginClient } from "../../test/harness/plugin";
import { type Findings, isClean } from "../../test/harness/scenarios/findings";
import { type FailedScenario, scenarioAt, shrink } from "../../test/harness/scenarios/replay";
import { runScenario, type ScenarioResult, type ScenarioSetup } from "../../test/harness/scenarios/runScenario";
import { Stack } from "../../test/harness/stack";
import { YamlStack } from "../../test/harness/yamlStack";
import { FaultTable } from "./faultTable";

/** By which of Pulumi's protocols the provider is called. */
export type Shell = "dynamic" | "plugin";

export interface RunOptions {
  /** @default dynamic */
  readonly shell?: Shell;
  readonly seed: number;
  /** Ends when so many faults have hit … */
  readonly faults?: number | undefined;
  /** … or after so many minutes. */
  readonly minutes?: number | undefined;
  /** How many scenarios run at once. */
  readonly concurrency?: number;
  /** At the end the real engine is killed once for so many faults; not at all by default. */
  readonly faultsPerKill?: number;
  readonly onScenario?: (path: string, result: ScenarioResult, faults: number) => void;
}

export interface Report {
  readonly seed: number;
  readonly table: FaultTable;
  readonly scenarios: number;
  readonly providers: number;
  readonly failed: readonly FailedScenario[];
  readonly killed?: KillResult;
}

/** Runs the scenarios of a seed, one after another, some of them at once. */
export async function runFaults(options: RunOptions): Promise<Report> {
  const { seed, faults, minutes, concurrency = 6, faultsPerKill, onScenario, shell = "dynamic" } = options;
  const table = new FaultTable();
  const failed: FailedScenario[] = [];
  const done = new AbortController();
  let number = 0;
  let providers = 0;
  if (minutes !== undefined) {
    void sleep(minutes * 60_000, undefined, { ref: false }).then(() => done.abort());
  }
  await withProviderProcesses(shell, async (setup) => {
    const worker = async () => {
      while (!done.signal.aborted) {
        const path = String(number++);
        const result = await runScenario(scenarioAt(seed, path), setup);
        providers += result.providers;
        for (const fault of result.faults) {
          table.add(fault);
        }
        if (!isClean(result.findings)) {
          failed.push({ seed, path, result });
        }
        if (faults !== undefined && table.faults >= faults) {
          done.abort();
        }
        onScenario?.(path, result, table.faults);
      }
    };
    await Promise.all(Array.from({ length: concurrency }, worker));
  });
  const killed =
    faultsPerKill &&
    (await killEngine({ seed, kills: Math.ceil(table.faults / faultsPerKill), create: STACKS[shell] }));
  if (killed) {
    table.addEngineKills(killed.kills);
  }
  return { seed, table, scenarios: number, providers, failed, ...(killed && { killed }) };
}

/** Leaves out of a failed scenario whatever it fails without, which can take minutes. */
export function shrinkFailed(failed: FailedScenario, shell: Shell): Promise<FailedScenario> {
  return withProviderProcesses(shell, (setup) => shrink(failed, setup));
}

/** Runs one scenario again. */
export function replay(seed: number, path: string, shell: Shell): Promise<ScenarioResult> {
  return withProviderProcesses(shell, (setup) => runScenario(scenarioAt(seed, path), setup));
}

const STACKS = { dynamic: Stack.create, plugin: YamlStack.create };

async function withProviderProcesses<Result>(
  shell: Shell,
  run: (setup: ScenarioSetup) => Promise<Result>,
): Promise<Result> {
  const folder = mkdtempSync(path.join(tmpdir(), "jetemail-faults-"));
  process.env[RUN_FOLDER] = folder;
  try {
    const environment = await fastEnvironment();
    const plugin = pluginProcess(environment);
    const start = shell === "plugin" ? plugin : dynamicProcess(environment);
    return await run({ start, startSecond: plugin, simulator: FAST_RATE_LIMIT });
  } finally {
    await DynamicProvider.closeAll();
    PluginClient.closeAll();
    delete process.env[RUN_FOLDER];
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The figures of a report: how many faults hit, and what must be zero. */
export function figuresOf({ seed, table, failed, killed }: Pick<Report, "seed" | "table" | "failed" | "killed">) {
  const all: Findings[] = [...failed.map(({ result }) => result), ...(killed ? [killed] : [])].map(
    ({ findings }) => findings,
  );
  const count = (kind: keyof Findings) => all.reduce((sum, findings) => sum + findings[kind].length, 0);
  return {
    faults: table.faults,
    lost: count("lost"),
    doubled: count("doubled"),
    orphansUnnamed: count("orphansUnnamed"),
    leaked: count("leaked"),
    blocked: count("blocked"),
    seed,
  };
}
