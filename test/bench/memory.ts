import { readdirSync, readFileSync, readlinkSync } from "node:fs";

/** What serves a stack's resources: Pulumi's process for dynamic providers, or the plugin of @pulumi/command. */
const PROVIDER = /dynamic-provider|pulumi-resource-command/;

const EVERY = 50;

/**
 * Watches the provider processes of the stack in `folder`, which is where they run.
 * @returns a function that ends it and answers the largest memory that one had resident at any time (Linux's VmHWM, read
 * every 50 ms), or undefined where the machine does not tell.
 */
export function watchMemory(folder: string): () => number | undefined {
  let peak: number | undefined;
  const look = () => {
    for (const pid of providersIn(folder)) {
      const now = highWaterMarkOf(pid);
      peak = now === undefined ? peak : Math.max(peak ?? 0, now);
    }
  };
  const timer = setInterval(look, EVERY);
  return () => {
    clearInterval(timer);
    return peak;
  };
}

function providersIn(folder: string): string[] {
  const pids = attempt(() => readdirSync("/proc").filter((name) => /^\d+$/.test(name))) ?? [];
  return pids.filter((pid) =>
    attempt(
      () => readlinkSync(`/proc/${pid}/cwd`) === folder && PROVIDER.test(readFileSync(`/proc/${pid}/cmdline`, "utf8")),
    ),
  );
}

function highWaterMarkOf(pid: string): number | undefined {
  const [, kibibytes] =
    /^VmHWM:\s*(\d+) kB$/m.exec(attempt(() => readFileSync(`/proc/${pid}/status`, "utf8")) ?? "") ?? [];
  return kibibytes === undefined ? undefined : Number(kibibytes) * 1024;
}

/** A process may end while it is looked at, and other systems have no /proc. */
function attempt<Result>(look: () => Result): Result | undefined {
  try {
    return look();
  } catch {
    return undefined;
  }
}
