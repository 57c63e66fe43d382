/** The operations, in this order. `preview` finds nothing to do; `update` and `rotate` change every key. */
export const OPERATIONS = ["up", "preview", "refresh", "update", "rotate", "destroy"] as const;
export type Operation = (typeof OPERATIONS)[number];

export const SYSTEMS = ["pulumi-jetemail", "plugin", "plugin-yaml", "naive", "floor", "command", "api"] as const;
export type SystemName = (typeof SYSTEMS)[number];

const LACKING: Record<SystemName, readonly Operation[]> = {
  "pulumi-jetemail": [],
  plugin: [],
  "plugin-yaml": [],
  naive: ["rotate"],
  floor: ["rotate"],
  command: ["rotate"],
  api: ["preview", "rotate"],
};

/** The operations that a system has, in order. */
export function operationsOf(system: SystemName): Operation[] {
  return OPERATIONS.filter((operation) => !LACKING[system].includes(operation));
}

export const METHODS = ["GET", "POST", "PATCH", "DELETE"] as const;
export type Calls = Record<(typeof METHODS)[number], number>;

/**
 * The settings that users of many keys can change: `plain` is Pulumi's default; `no-checkpoints` writes the state once, at
 * the end; `no-backups` and `zstd` change how a file backend writes it; `postgres` stores it in a database; `10-stacks`
 * splits the keys; `parallel-N` sets how many resources the engine works on at once.
 */
export const WAYS = [
  "plain",
  "no-checkpoints",
  "no-backups",
  "zstd",
  "postgres",
  "2-stacks",
  "10-stacks",
  "parallel-1",
  "parallel-64",
] as const;
export type WayName = (typeof WAYS)[number];
