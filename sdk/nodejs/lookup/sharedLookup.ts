import * as pulumi from "@pulumi/pulumi";
import type { KeyLookup } from "../../../provider/lookup/keyLookup";
import { runMessages } from "../../../provider/shell/runMessages";

/** What the look-ups of one run of a program share. */
interface RunLookup {
  lookup?: KeyLookup;
  /** The names of the keys that the program declares, as far as they are known. */
  readonly declaredNames: Set<string>;
}

/** By the run's connection to the engine: one process can run several programs, for several stacks and accounts. */
const runs = new WeakMap<object, RunLookup>();

/** Stands for the engine where there is none. */
const NO_ENGINE = {};

function currentRun(): RunLookup {
  const engine: object = pulumi.runtime.getMonitor() ?? NO_ENGINE;
  let run = runs.get(engine);
  if (!run) {
    run = { declaredNames: new Set() };
    runs.set(engine, run);
  }
  return run;
}

/** The look-ups of this run. Loaded at the first one: most programs make none, and should not wait for undici. */
export function sharedLookup(): KeyLookup {
  const run = currentRun();
  if (!run.lookup) {
    const { KeyLookup } =
      require("../../../provider/lookup/keyLookup") as typeof import("../../../provider/lookup/keyLookup");
    const log = { infoOnce: (...lines: readonly string[]) => lines.forEach(logInfo) };
    run.lookup = new KeyLookup((key) => pulumi.runtime.getConfig(key), process.env, runMessages(log));
  }
  return run.lookup;
}

function logInfo(line: string): void {
  void pulumi.log.info(line);
}

/** Whether this program declares a key with a name, which then is to be created if there is none. */
export function isDeclared(name: string): boolean {
  return currentRun().declaredNames.has(name);
}

/**
 * Takes note of a key that the program declares: a look-up that follows it must not be answered with what was there before
 * it.
 */
export function onDeclared(resource: pulumi.CustomResource & { readonly name?: pulumi.Output<string> }): void {
  const run = currentRun();
  resource.name?.apply((name) => run.declaredNames.add(name));
  if (!pulumi.runtime.isDryRun()) {
    resource.id.apply(() => run.lookup?.invalidate());
  }
}
