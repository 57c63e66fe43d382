import type { KeySettings } from "../client/key";

/** What a user can declare of a key, all of it given. */
export interface Declared extends KeySettings {
  readonly enabled: boolean;
}

export const DEFAULTS: Omit<Declared, "name"> = {
  allowAllDomains: false,
  approvedDomains: [],
  quota: 0,
  ipRestrictions: [],
  enabled: true,
};

/** Arguments as inputs: what has its default is left out, which keeps the state of many keys small. */
export type Arguments = Pick<Declared, "name"> & Partial<Declared>;

export const DECLARED_NAMES = ["name", ...Object.keys(DEFAULTS)] as (keyof Declared)[];

export function withDefaults(args: Arguments): Declared {
  const given = DECLARED_NAMES.filter((name) => args[name] !== undefined).map((name) => [name, args[name]]);
  return { ...DEFAULTS, ...Object.fromEntries(given) } as Declared;
}

export function withoutDefaults(declared: Declared): Arguments {
  return Object.fromEntries(
    DECLARED_NAMES.filter((name) => name === "name" || !sameValue(declared[name], DEFAULTS[name])).map((name) => [
      name,
      declared[name],
    ]),
  ) as Arguments;
}

/** The names of what differs. Sets are sorted by then, so comparing in order compares sets. */
export function differences(before: Declared, after: Declared): (keyof Declared)[] {
  return DECLARED_NAMES.filter((name) => !sameValue(before[name], after[name]));
}

export function sameValue(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((value, index) => value === b[index]);
  }
  return a === b;
}
