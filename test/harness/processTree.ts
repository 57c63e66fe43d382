import { execFileSync } from "node:child_process";
import { setTimeout as delay } from "node:timers/promises";

interface ProcessEntry {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

function processes(): ProcessEntry[] {
  const table = execFileSync("ps", ["-A", "-o", "pid=,ppid=,args="], { encoding: "utf8" });
  return [...table.matchAll(/^\s*(\d+)\s+(\d+)\s+(.*)$/gm)].map(([, pid, parent, command = ""]) => ({
    pid: Number(pid),
    parent: Number(parent),
    command,
  }));
}

/**
 * All that a process started and all that those started, with plugins of Pulumi, which are in process groups of their
 * own. To be asked before the process ends: afterwards nobody knows whose they were.
 *
 * @param isMeant is given each one's command line.
 */
export function descendantsOf(pid: number, isMeant: (command: string) => boolean = () => true): number[] {
  const all = processes();
  const below = (parent: number): ProcessEntry[] =>
    all.filter((entry) => entry.parent === parent).flatMap((entry) => [entry, ...below(entry.pid)]);
  return below(pid)
    .filter(({ command }) => isMeant(command))
    .map((entry) => entry.pid);
}

/** `kill -9`, of those that have not ended yet. */
export function killAll(pids: readonly number[]): void {
  for (const pid of pids) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It has ended by itself.
    }
  }
}

/** Resolves when a process has ended that need not be a child of this one. */
export async function ended(pid: number): Promise<void> {
  while (isRunning(pid)) {
    await delay(20);
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
