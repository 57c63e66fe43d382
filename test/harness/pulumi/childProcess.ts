import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { onShutdown } from "./shutdown";

/** How a command is run. */
export interface RunOptions {
  /** Its whole environment. */
  env: NodeJS.ProcessEnv;
  /** @default this process's working directory */
  cwd?: string;
  /** Milliseconds after which it is killed. @default no limit */
  limit?: number;
  /** Told every line of stderr; one that it answers `true` to is progress, and no part of a failure's reason. */
  isProgress?: (line: string) => boolean;
}

function kill(child: ChildProcess): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) {
    return;
  }
  try {
    // The negative id means the whole group: compilers and downloads that the command started end with it.
    if (process.platform === "win32") {
      child.kill("SIGKILL");
    } else {
      process.kill(-child.pid, "SIGKILL");
    }
  } catch {
    // It has ended in the meantime.
  }
}

function reason(lines: string[]): string {
  const text = lines.slice(-3).join("; ");
  return text.length > 500 ? `${text.slice(0, 500)}…` : text;
}

/**
 * Runs a command that ends with this process, whatever ends it, and answers its stdout.
 *
 * @throws Error when it cannot be started, fails or exceeds its limit.
 */
export function run(command: string, args: string[], options: RunOptions): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: options.env,
      stdio: ["ignore", "pipe", "pipe"],
      // A group of its own, so that it can be killed with all that it started.
      detached: process.platform !== "win32",
      windowsHide: true,
    });
    const unregister = onShutdown(() => kill(child));
    let timedOut = false;
    const timer =
      options.limit === undefined
        ? undefined
        : setTimeout(() => {
            timedOut = true;
            kill(child);
          }, options.limit);
    const settle = (settlement: () => void) => {
      clearTimeout(timer);
      unregister();
      settlement();
    };

    let stdout = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
    });
    const errorLines: string[] = [];
    createInterface({ input: child.stderr }).on("line", (line) => {
      if (!options.isProgress?.(line) && line.trim() !== "") {
        errorLines.push(line.trim());
      }
    });

    child.once("error", (cause) =>
      settle(() => reject(new Error(`${command} cannot be run: ${cause.message}`, { cause }))),
    );
    child.once("close", (code, signal) =>
      settle(() => {
        if (timedOut) {
          reject(new Error(`given up on after ${(options.limit ?? 0) / 1000} s`));
        } else if (code === 0) {
          resolve(stdout);
        } else {
          reject(new Error(reason(errorLines) || `${command} ended with ${signal ?? `exit code ${code}`}`));
        }
      }),
    );
  });
}
