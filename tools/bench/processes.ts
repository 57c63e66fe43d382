import { readdirSync, readFileSync, readlinkSync } from "node:fs";

/** The role of a process, by its command line. The provider may also be the plugin of @pulumi/command. */
const COMMANDS = {
  engine: /^(?:[^\0]*\/)?pulumi\0/,
  program: /\/cmd\/run/,
  provider: /dynamic-provider|plugin\/main\.js|pulumi-resource-command/,
};
export type Role = keyof typeof COMMANDS;
export const ROLES = Object.keys(COMMANDS) as Role[];

export interface Usage {
  /** The peak resident memory of a provider process (Linux's VmHWM). */
  readonly peakMemoryBytes: number | undefined;
  /** The processor time per role, in seconds; several processes with one role are added up. */
  readonly cpuSeconds: Partial<Record<Role, number>> | undefined;
}

const EVERY = 50;
/** Linux's unit of processor time, the same on every architecture that Node runs on. */
const TICKS_PER_SECOND = 100;

/**
 * Samples the processes that run in the stack's folder every 50 ms, so the last moments of each may be missed.
 * @returns a function that ends the sampling and returns the usage, as far as the machine reports it.
 */
export function watchProcesses(folder: string): () => Usage {
  const seen = new Map<string, { readonly role: Role; cpuSeconds: number }>();
  let peakMemoryBytes: number | undefined;
  const look = () => {
    for (const pid of processesIn(folder)) {
      const role = roleOf(pid);
      const cpuSeconds = role && cpuSecondsOf(pid);
      if (role && cpuSeconds !== undefined) {
        seen.set(pid, { role, cpuSeconds });
      }
      const memory = role === "provider" ? highWaterMarkOf(pid) : undefined;
      peakMemoryBytes = memory === undefined ? peakMemoryBytes : Math.max(peakMemoryBytes ?? 0, memory);
    }
  };
  const timer = setInterval(look, EVERY);
  return () => {
    clearInterval(timer);
    const cpuSeconds: Partial<Record<Role, number>> = {};
    for (const each of seen.values()) {
      cpuSeconds[each.role] = (cpuSeconds[each.role] ?? 0) + each.cpuSeconds;
    }
    return { peakMemoryBytes, cpuSeconds: seen.size > 0 ? cpuSeconds : undefined };
  };
}

function processesIn(folder: string): string[] {
  const pids = attempt(() => readdirSync("/proc").filter((name) => /^\d+$/.test(name))) ?? [];
  return pids.filter((pid) => attempt(() => readlinkSync(`/proc/${pid}/cwd`) === folder));
}

function roleOf(pid: string): Role | undefined {
  const command = attempt(() => readFileSync(`/proc/${pid}/cmdline`, "utf8")) ?? "";
  return ROLES.find((role) => COMMANDS[role].test(command));
}

function cpuSecondsOf(pid: string): number | undefined {
  // The second field is the command in parentheses, which may itself contain spaces and parentheses.
  const stat = attempt(() =>
    readFileSync(`/proc/${pid}/stat`, "utf8")
      .replace(/^.*\) /s, "")
      .split(" "),
  );
  const [userTicks, systemTicks] = stat?.slice(11, 13).map(Number) ?? [];
  return userTicks === undefined || systemTicks === undefined
    ? undefined
    : (userTicks + systemTicks) / TICKS_PER_SECOND;
}

function highWaterMarkOf(pid: string): number | undefined {
  const [, kibibytes] =
    /^VmHWM:\s*(\d+) kB$/m.exec(attempt(() => readFileSync(`/proc/${pid}/status`, "utf8")) ?? "") ?? [];
  return kibibytes === undefined ? undefined : Number(kibibytes) * 1024;
}

/** A process may end while it is read, and other operating systems do not have /proc. */
function attempt<Result>(look: () => Result): Result | undefined {
  try {
    return look();
  } catch {
    return undefined;
  }
}
