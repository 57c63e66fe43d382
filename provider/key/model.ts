import type { KeySettings } from "../jetemail/key";

/** What a user can declare of a key that JetEmail keeps, all of it given. */
export interface Declared extends KeySettings {
  readonly enabled: boolean;
}

/** Arguments that JetEmail never hears of: Pulumi's state alone keeps them. */
export interface Directives {
  readonly rotationTrigger?: unknown;
  readonly rotateAfterDays?: number;
  /** The account by name; absent for the default one. */
  readonly account?: string;
  readonly adopt?: string;
}

/** Arguments as inputs: what has its default is left out, which keeps the state of many keys small. */
export interface Arguments extends Partial<Declared>, Directives {
  readonly name: string;
  /** Computed by check: an update whose inputs have a later instant than the state rotates (see `rotation.ts`). */
  readonly rotatedAt: string;
}

export const DEFAULTS: Omit<Declared, "name"> = {
  allowAllDomains: false,
  approvedDomains: [],
  quota: 0,
  ipRestrictions: [],
  enabled: true,
};

const DECLARED_NAMES = ["name", ...Object.keys(DEFAULTS)] as (keyof Declared)[];
const DIRECTIVE_NAMES: (keyof Directives)[] = ["rotationTrigger", "rotateAfterDays", "account", "adopt"];

type Given = Partial<Declared> & { readonly name: string };

export function withDefaults(given: Given): Declared {
  return { ...DEFAULTS, ...pick(given, DECLARED_NAMES) } as Declared;
}

export function withoutDefaults(declared: Declared): Given {
  const names = DECLARED_NAMES.filter((name) => name === "name" || !sameValue(declared[name], DEFAULTS[name]));
  return pick(declared, names) as Given;
}

export function directivesOf(args: Directives): Directives {
  return pick(args, DIRECTIVE_NAMES);
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

function pick<Source extends object>(source: Source, names: readonly (keyof Source)[]): Partial<Source> {
  const given = names.filter((name) => source[name] !== undefined && source[name] !== null);
  return Object.fromEntries(given.map((name) => [name, source[name]])) as Partial<Source>;
}
