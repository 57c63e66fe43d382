import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { descendantsOf, killAll } from "./processTree";
import { onShutdown } from "./pulumi/shutdown";

/** What a command printed, and how it ended. */
export interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Both streams, for a look at everything a user saw. */
  readonly text: string;
}

/** A command that may still run. */
export interface Running {
  readonly child: ChildProcessWithoutNullStreams;
  readonly ended: Promise<Run>;
  /** `kill -9` of it and all that it started, as when its machine is gone. */
  kill(): Promise<void>;
}

export interface CommandOptions {
  readonly cwd: string;
  /** Its whole environment. */
  readonly env: NodeJS.ProcessEnv;
  /** What it reads from its standard input. @default nothing */
  readonly input?: string | undefined;
}

/** Starts a command. If this process ends first, the command is killed with all that it started. */
export function startCommand(command: string, args: readonly string[], { cwd, env, input }: CommandOptions): Running {
  const child = spawn(command, args, { cwd, env, stdio: ["pipe", "pipe", "pipe"] });
  const killTree = () => killAll(child.pid === undefined ? [] : [child.pid, ...descendantsOf(child.pid)]);
  const unregister = onShutdown(killTree);
  const printed = { stdout: "", stderr: "" };
  for (const stream of ["stdout", "stderr"] as const) {
    child[stream].setEncoding("utf8").on("data", (chunk: string) => {
      printed[stream] += chunk;
    });
  }
  child.stdin.on("error", () => {}).end(input); // a command that does not read its input may close it first
  const ended = new Promise<Run>((resolve, reject) => {
    child.once("error", reject).once("close", (code) => {
      resolve({ code, ...printed, text: printed.stdout + printed.stderr });
    });
  }).finally(unregister);
  ended.catch(() => {}); // whoever waits for it is told
  const kill = async () => {
    killTree();
    await ended;
  };
  return { child, ended, kill };
}

/** @throws Error with everything that the command printed, if it failed. */
export function expectSuccess(title: string, run: Run): Run {
  if (run.code !== 0) {
    throw new Error(`${title} ended with ${run.code}:\n${run.text}`);
  }
  return run;
}

/** @throws Error with everything that the command printed, if it did not fail. */
export function expectFailure(title: string, run: Run): Run {
  if (run.code === 0) {
    throw new Error(`${title} was expected to fail:\n${run.text}`);
  }
  return run;
}
