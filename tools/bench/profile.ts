import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { OPERATIONS, type Operation, SYSTEMS, type SystemName } from "./operations";
import type { Role } from "./processes";

/** The time that a Node process spent in each package, over all rounds. */
export interface Profile {
  readonly system: SystemName;
  readonly keys: number;
  readonly operation: Operation;
  readonly role: Role;
  readonly milliseconds: Record<string, number>;
}

/** The owner of idle time. */
export const IDLE = "(idle)";

const PROFILER = path.join(__dirname, "programs", "profiler.js");

export function profileFolder(folder: string, system: SystemName, keys: number): string {
  return path.resolve(folder, `${keys}-${system}`);
}

/** The environment in which Node processes write their profiles to a folder. */
export function profiling(folder: string): Record<string, string> {
  mkdirSync(folder, { recursive: true });
  return { NODE_OPTIONS: `--require ${JSON.stringify(PROFILER)}`, PROFILE_FOLDER: folder };
}

export function profilesIn(folder: string): Profile[] {
  return readdirSync(folder)
    .flatMap((name) => {
      const [keys, ...words] = name.split("-");
      const system = SYSTEMS.find((each) => each === words.join("-"));
      return system === undefined ? [] : profilesOf(path.join(folder, name), system, Number(keys));
    })
    .sort((a, b) => a.keys - b.keys);
}

function profilesOf(folder: string, system: SystemName, keys: number): Profile[] {
  return OPERATIONS.filter((operation) => existsSync(path.join(folder, operation))).flatMap((operation) => {
    const byRole = new Map<Role, Record<string, number>>();
    for (const file of readdirSync(path.join(folder, operation))) {
      const { role, byOwner } = JSON.parse(readFileSync(path.join(folder, operation, file), "utf8")) as Kept;
      const sums = byRole.get(role) ?? {};
      for (const [owner, milliseconds] of Object.entries(byOwner)) {
        sums[owner] = (sums[owner] ?? 0) + milliseconds;
      }
      byRole.set(role, sums);
    }
    return [...byRole].map(([role, milliseconds]) => ({ system, keys, operation, role, milliseconds }));
  });
}

/** As programs/profiler.js writes it. */
interface Kept {
  readonly role: Role;
  readonly byOwner: Record<string, number>;
}
