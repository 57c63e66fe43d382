import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { Stack } from "../support/stack";
import { watchMemory } from "./memory";
import type { Operation } from "./operations";
import type { Keys, Subject, Timing } from "./subject";

const COMMANDS: Record<Operation, (stack: Stack) => Promise<unknown>> = {
  up: (stack) => stack.up(),
  preview: (stack) => stack.hasNothingToDo(),
  refresh: (stack) => stack.refresh("--expect-no-changes"),
  update: (stack) => stack.up(),
  destroy: (stack) => stack.destroy(),
};

interface Particulars {
  /** Further files of the stack, by their name there and in `programs`. */
  readonly files?: Record<string, string>;
  /** A folder with a plugin. */
  readonly onPath?: string;
  readonly isReal?: boolean;
}

/** A stack of one of the programs, on the real Pulumi CLI with a file backend. */
export class StackSubject implements Subject {
  private constructor(
    private readonly stack: Stack,
    readonly isReal: boolean,
  ) {}

  static async open(program: string, { files = {}, onPath, isReal = true }: Particulars = {}): Promise<StackSubject> {
    const stack = await Stack.create();
    if (onPath !== undefined) {
      stack.env.PATH = `${onPath}${path.delimiter}${stack.env.PATH}`;
    }
    stack.program(programText(program));
    for (const [name, source] of Object.entries(files)) {
      const file = path.join(stack.folder, name);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, programText(source));
    }
    return new StackSubject(stack, isReal);
  }

  get simulator() {
    return this.stack.simulator;
  }

  async perform(operation: Operation, keys: Keys): Promise<Timing> {
    this.stack.declare(keys);
    const endOfWatch = watchMemory(this.stack.folder);
    const start = performance.now();
    try {
      await COMMANDS[operation](this.stack);
      return { seconds: (performance.now() - start) / 1000, peakMemoryBytes: endOfWatch() };
    } finally {
      endOfWatch();
    }
  }

  get stateBytes(): number {
    return statSync(path.join(this.stack.folder, "home", ".pulumi", "stacks", "app", "test.json")).size;
  }

  async close(): Promise<void> {
    await this.stack.close();
  }
}

function programText(name: string): string {
  return readFileSync(path.join(__dirname, "programs", name), "utf8");
}
