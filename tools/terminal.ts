import { type ChildProcess, spawn } from "node:child_process";

export class Interrupted extends Error {
  override name = "Interrupted";
  override message = "Interrupted.";
}

/**
 * Runs commands as a user would type them. A first Ctrl-C is passed on once, so that the engine can stop its plugins,
 * and ends the session when the command has ended; a second one kills.
 */
export class Terminal {
  #child: ChildProcess | undefined;
  #interrupted = false;

  constructor(
    private readonly folder: string,
    private readonly env: Record<string, string>,
  ) {
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      process.on(signal, () => {
        this.#signal(this.#interrupted ? "SIGKILL" : "SIGINT");
        this.#interrupted = true;
      });
    }
  }

  /** Prints a command and runs it with its output shown. */
  async run(command: string, { input }: { input?: string } = {}): Promise<void> {
    process.stdout.write(`\n$ ${command}\n`);
    await this.#spawn(command, input, "inherit");
  }

  /** Runs a command for its output, which may be secret and is not shown. */
  async read(command: string): Promise<string> {
    return this.#spawn(command, undefined, "pipe");
  }

  async #spawn(command: string, input: string | undefined, stdout: "inherit" | "pipe"): Promise<string> {
    if (this.#interrupted) {
      throw new Interrupted();
    }
    const [file = "", ...args] = command.split(" ");
    // In a group of its own, or the terminal's Ctrl-C would reach it beside the one that is passed on.
    const child = spawn(file, args, {
      cwd: this.folder,
      env: this.env,
      stdio: ["pipe", stdout, "inherit"],
      detached: true,
    });
    this.#child = child;
    let output = "";
    child.stdout?.on("data", (chunk: Buffer) => {
      output += chunk.toString();
    });
    child.stdin?.on("error", () => {}); // a command that does not read its input may close it first
    child.stdin?.end(input);
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once("error", reject).once("close", resolve);
    });
    this.#child = undefined;
    if (this.#interrupted) {
      throw new Interrupted();
    }
    if (code !== 0) {
      throw new Error(`\`${command}\` ended with exit code ${code}.`);
    }
    return output;
  }

  #signal(signal: "SIGINT" | "SIGKILL"): void {
    if (this.#child?.pid !== undefined) {
      process.kill(-this.#child.pid, signal);
    }
  }
}
