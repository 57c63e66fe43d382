import type { KeySettings } from "../jetemail/key";
import type { ResourceStamp } from "../run/clock";

/** The desired settings of a key, complete. */
export interface Settings extends KeySettings {
  readonly enabled: boolean;
}

/** Arguments that JetEmail never receives: only Pulumi's state keeps them. */
export interface LocalArguments {
  readonly rotationTrigger?: unknown;
  readonly rotateAfterDays?: number;
  /** The account by name; absent for the default one. */
  readonly account?: string;
  readonly adopt?: string;
}

/** Arguments as inputs: what has its default is left out, which keeps the state of many keys small. */
export interface Arguments extends Partial<Settings>, LocalArguments {
  readonly name: string;
  /** Computed by check: an update whose inputs have a later instant than the state rotates (see `rotationPolicy.ts`). */
  readonly rotatedAt: ResourceStamp;
}

/**
 * What the state keeps of a key: every effective argument and what JetEmail reports. Defaults are spelled out, since
 * Pulumi takes an output that is left out for one that a preview cannot know.
 */
export interface Outputs extends Settings, LocalArguments {
  /** The id where the uuid is not known. */
  readonly uuid: string;
  readonly apiToken: string;
  readonly tokenFingerprint: string;
  /** Absent until the key has been seen in JetEmail's list. */
  readonly status?: string;
  readonly createdAt: string;
  /** Never earlier than the inputs' own: they carry the instant of the rotation they ask for. */
  readonly rotatedAt: ResourceStamp;
}

export const DEFAULTS: Omit<Settings, "name"> = {
  allowAllDomains: false,
  approvedDomains: [],
  quota: 0,
  ipRestrictions: [],
  enabled: true,
};

const SETTING_NAMES = ["name", ...Object.keys(DEFAULTS)] as (keyof Settings)[];
const LOCAL_NAMES: (keyof LocalArguments)[] = ["rotationTrigger", "rotateAfterDays", "account", "adopt"];

/** In place of a uuid in `adopt`: creates a key although JetEmail has an unmanaged one of its name. */
export const NEW = "new";

type Given = Partial<Settings> & { readonly name: string };

export function withDefaults(given: Given): Settings {
  return { ...DEFAULTS, ...pick(given, SETTING_NAMES) } as Settings;
}

export function withoutDefaults(settings: Settings): Given {
  const names = SETTING_NAMES.filter((name) => name === "name" || !sameValue(settings[name], DEFAULTS[name]));
  return pick(settings, names) as Given;
}

export function localArgumentsOf(args: LocalArguments): LocalArguments {
  return pick(args, LOCAL_NAMES);
}

/** The outputs with the local arguments of these inputs, and no others. */
export function withLocalArguments<Values extends LocalArguments>(outs: Values, inputs: LocalArguments): Values {
  const rest = Object.entries(outs).filter(([name]) => !LOCAL_NAMES.includes(name as keyof LocalArguments));
  return { ...(Object.fromEntries(rest) as Values), ...localArgumentsOf(inputs) };
}

/** The settings that differ. Sets are sorted by then, so comparing in order compares sets. */
export function differences(before: Settings, after: Settings): (keyof Settings)[] {
  return SETTING_NAMES.filter((name) => !sameValue(before[name], after[name]));
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
