import type { KeySettings } from "../jetemail/key";

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

/**
 * Arguments as inputs. What has its default is left out, which keeps the state of many keys small; a name is left out where
 * an adopted key keeps its own.
 */
export interface Arguments extends Partial<Settings>, LocalArguments {}

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
  /** When the token was issued, or a rotation outside Pulumi noticed. No two resources of a run have the same. */
  readonly rotatedAt: string;
  /** From when on an update rotates, if `rotateAfterDays` is given. */
  readonly rotationDueAt?: string;
  /** The account in which the key was last seen: see `accountFingerprintOf`. */
  readonly accountFingerprint?: string;
  /** See `CommonState`. */
  readonly __owner?: string;
  /** The fingerprints of the last tokens that were replaced, the latest first: see `isReplaced`. */
  readonly __replacedTokens?: readonly string[];
}

/** Outputs that no program sees: Pulumi shows none whose name begins with two underscores. */
export const HIDDEN_OUTPUTS: readonly string[] = ["__owner", "__replacedTokens"];

export const DEFAULTS: Omit<Settings, "name"> = {
  allowAllDomains: false,
  approvedDomains: [],
  quota: 0,
  ipRestrictions: [],
  enabled: true,
};

export const SETTING_NAMES = ["name", ...Object.keys(DEFAULTS)] as (keyof Settings)[];
const LOCAL_NAMES: (keyof LocalArguments)[] = ["rotationTrigger", "rotateAfterDays", "account", "adopt"];

/** In place of a uuid in `adopt`: creates a key although JetEmail has an unmanaged one with its name. */
export const NEW = "new";

/** Whether a declaration is of a key that exists already. */
export function isAdopted({ adopt }: Pick<LocalArguments, "adopt">): boolean {
  return adopt !== undefined && adopt !== NEW;
}

/** @param known has the name where the arguments leave it out. */
export function withDefaults(given: Partial<Settings>, known?: { readonly name: string }): Settings {
  return { ...DEFAULTS, ...(known && { name: known.name }), ...pick(given, SETTING_NAMES) } as Settings;
}

export function withoutDefaults(settings: Settings): Partial<Settings> {
  return pick(
    settings,
    SETTING_NAMES.filter((name) => name === "name" || !sameValue(settings[name], DEFAULTS[name])),
  );
}

export function localArgumentsOf(args: LocalArguments): LocalArguments {
  return pick(args, LOCAL_NAMES);
}

/**
 * The outputs with the local arguments of these inputs. A trigger that is removed stays: put back unchanged, it must not
 * rotate.
 */
export function withLocalArguments<Values extends LocalArguments>(outs: Values, inputs: LocalArguments): Values {
  const kept = Object.entries(outs).filter(
    ([name]) => name === "rotationTrigger" || !LOCAL_NAMES.includes(name as keyof LocalArguments),
  );
  return { ...(Object.fromEntries(kept) as Values), ...localArgumentsOf(inputs) };
}

/** The settings that differ. */
export function differences(before: Settings, after: Settings): (keyof Settings)[] {
  return SETTING_NAMES.filter((name) => !sameValue(before[name], after[name]));
}

/** Lists are compared as sets. */
export function sameValue(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b)) {
    const [first, second] = [new Set(a), new Set(b)];
    return first.size === second.size && a.every((value) => second.has(value));
  }
  return a === b;
}

function pick<Source extends object>(source: Source, names: readonly (keyof Source)[]): Partial<Source> {
  const given = names.filter((name) => source[name] !== undefined && source[name] !== null);
  return Object.fromEntries(given.map((name) => [name, source[name]])) as Partial<Source>;
}
