import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { STACK_NAME } from "../../test/harness/initialisedStack";
import { createPluginProgram } from "../../test/harness/pluginProgram";
import { Stack } from "../../test/harness/stack";
import { DEFAULT_PROJECT } from "../../test/harness/stackProgram";
import { YamlStack } from "../../test/harness/yamlStack";
import type { Operation } from "./operations";
import { watchProcesses } from "./processes";
import { profiling } from "./profile";
import type { Conditions } from "./rateLimit";
import type { Keys, Subject, Timing } from "./subject";

const COMMANDS: Record<Operation, (stack: Stack) => Promise<unknown>> = {
  up: (stack) => stack.up(),
  preview: (stack) => stack.hasNothingToDo(),
  refresh: (stack) => stack.refresh("--expect-no-changes"),
  update: (stack) => stack.up(),
  rotate: (stack) => stack.up(),
  destroy: (stack) => stack.destroy(),
};

export interface Particulars {
  readonly conditions: Conditions;
  /** Additional files: their path in the stack's folder, and their name in `programs`. */
  readonly files?: Record<string, string>;
  /** A folder with a plugin, to be added to PATH. */
  readonly onPath?: string;
  /** Whether the keys are managed by the provider plugin. */
  readonly hasPlugin?: boolean;
  readonly isReal?: boolean;
  readonly env?: Record<string, string>;
  /** The number of stacks that the keys are split into; they run one after another. @default 1 */
  readonly stacks?: number;
  /** The folder for profiles of the Node processes, with one folder per operation. */
  readonly profileFolder?: string | undefined;
}

/** One stack, or several that share the keys, with one of the programs, on the real Pulumi CLI with a file backend. */
export class StackSubject implements Subject {
  private constructor(
    private readonly stack: Stack,
    private readonly names: readonly string[],
    private readonly particulars: Particulars,
  ) {}

  /** @param program one of `programs`; without, a YAML program of the provider plugin. */
  static async open(program: string | undefined, particulars: Particulars): Promise<StackSubject> {
    const { conditions, files = {}, onPath, hasPlugin, env = {}, stacks = 1 } = particulars;
    const createStack = hasPlugin ? createPluginProgram : Stack.create;
    const stack = await (program === undefined ? YamlStack.create : createStack)(conditions.simulator);
    Object.assign(stack.env, conditions.env, env);
    if (onPath !== undefined) {
      stack.env.PATH = `${onPath}${path.delimiter}${stack.env.PATH}`;
    }
    if (program !== undefined) {
      stack.program(programText(program));
      stack.write("Pulumi.yaml", DEFAULT_PROJECT); // what users have: Pulumi loads TypeScript for every program
    }
    for (const [name, source] of Object.entries(files)) {
      const file = path.join(stack.folder, name);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, programText(source));
    }
    const names = stacks === 1 ? [STACK_NAME] : Array.from({ length: stacks }, (_, index) => `part-${index + 1}`);
    for (const name of names) {
      if (name !== STACK_NAME || "PULUMI_BACKEND_URL" in env) {
        await stack.succeeds("stack", "init", name);
      }
    }
    return new StackSubject(stack, names, particulars);
  }

  get isReal() {
    return this.particulars.isReal ?? true;
  }

  get simulator() {
    return this.stack.simulator;
  }

  async perform(operation: Operation, keys: Keys): Promise<Timing> {
    const { profileFolder } = this.particulars;
    if (profileFolder !== undefined) {
      Object.assign(this.stack.env, profiling(path.join(profileFolder, operation)));
    }
    const endOfWatch = watchProcesses(this.stack.folder);
    let seconds = 0;
    try {
      for (const [index, name] of this.names.entries()) {
        this.stack.env.PULUMI_STACK = name;
        this.stack.declare(
          Object.fromEntries(Object.entries(keys).filter((_, place) => place % this.names.length === index)),
        );
        const start = performance.now();
        await COMMANDS[operation](this.stack);
        seconds += (performance.now() - start) / 1000;
      }
      return { seconds, ...endOfWatch() };
    } finally {
      endOfWatch();
    }
  }

  get stateBytes(): number | undefined {
    const [name, ...others] = this.names;
    const file = path.join(this.stack.home, ".pulumi", "stacks", "app", `${name}.json`);
    return others.length === 0 && existsSync(file) ? statSync(file).size : undefined;
  }

  async close(): Promise<void> {
    await this.stack.close();
  }
}

function programText(name: string): string {
  return readFileSync(path.join(__dirname, "programs", name), "utf8");
}
