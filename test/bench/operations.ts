/** What is done with the keys, in this order. `preview` finds nothing to do; `update` changes every key. */
export const OPERATIONS = ["up", "preview", "refresh", "update", "destroy"] as const;
export type Operation = (typeof OPERATIONS)[number];

export const SYSTEMS = ["pulumi-jetemail", "naive", "floor", "command", "api"] as const;
export type SystemName = (typeof SYSTEMS)[number];

export const METHODS = ["GET", "POST", "PATCH", "DELETE"] as const;
export type Calls = Record<(typeof METHODS)[number], number>;
