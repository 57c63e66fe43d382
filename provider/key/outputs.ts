import type { Key } from "../jetemail/key";
import { canonicalDomain } from "../values/domain";
import { canonicalIpRange } from "../values/ipRange";
import { fingerprintOf } from "./fingerprint";
import { type Arguments, type Declared, type Directives, directivesOf, withDefaults, withoutDefaults } from "./model";
import { now } from "./rotationPolicy";

/**
 * What the state keeps of a key: every argument in force and what JetEmail tells. Defaults are spelled out, since
 * Pulumi takes an output that is left out for one that a preview cannot know.
 */
export interface Outputs extends Declared, Directives {
  /** The id where the uuid is not known. */
  readonly uuid: string;
  readonly apiToken: string;
  readonly tokenFingerprint: string;
  /** Absent until the key has been seen in JetEmail's list. */
  readonly status?: string;
  readonly createdAt: string;
  /** Never earlier than the inputs' own: they carry the instant of the rotation they ask for. */
  readonly rotatedAt: string;
}

const STAND_IN = "fingerprint-";

/** The id of a key whose uuid is not known: the list could not be read yet, or the server is of the older version. */
export function standInId(token: string): string {
  return STAND_IN + fingerprintOf(token);
}

export function isStandIn(id: string): boolean {
  return id.startsWith(STAND_IN);
}

/** What is known of a key right after its creation, before the list has shown it. */
export function outputsOfNewKey(token: string, inputs: Arguments): Outputs {
  return {
    ...withDefaults(inputs),
    ...directivesOf(inputs),
    uuid: standInId(token),
    apiToken: token,
    tokenFingerprint: fingerprintOf(token),
    createdAt: new Date().toISOString(),
    rotatedAt: inputs.rotatedAt,
  };
}

/** A listed key as outputs of the resource that has this id, where `known` is what the state or the create holds. */
export function outputsOf(key: Key, id: string, known: Partial<Outputs>): Outputs {
  const createdAt = key.createdAt ?? known.createdAt ?? new Date().toISOString();
  return {
    ...inForce(key, known.enabled ?? true),
    ...directivesOf(known),
    uuid: key.uuid ?? id,
    apiToken: key.token,
    tokenFingerprint: fingerprintOf(key.token),
    status: key.status,
    createdAt,
    rotatedAt: rotationOf(key.token, known) ?? known.rotatedAt ?? createdAt,
  };
}

/** The inputs that would have led to these outputs. */
export function inputsOf(outs: Outputs): Arguments {
  return { ...withoutDefaults(outs), ...directivesOf(outs), rotatedAt: outs.rotatedAt };
}

/**
 * The same key with another token. Where an update comes upon one, `rotatedAt` stays until a refresh: it has to agree
 * with the inputs, which an update cannot change, or a period would be put off.
 */
export function withToken(outs: Outputs, token: string, rotatedAt = outs.rotatedAt): Outputs {
  return { ...outs, apiToken: token, tokenFingerprint: fingerprintOf(token), rotatedAt };
}

/** JetEmail does not tell when a token was rotated: a rotation seen now is dated now. */
function rotationOf(token: string, known: Partial<Outputs>): string | undefined {
  return known.apiToken !== undefined && known.apiToken !== token ? now() : undefined;
}

/** What a listed key has of what can be declared, each in its one spelling. */
export function inForce(key: Key, enabledBefore: boolean): Declared {
  return {
    name: key.name,
    allowAllDomains: key.allowAllDomains,
    approvedDomains: asSet(key.approvedDomains, canonicalDomain),
    quota: key.quota,
    ipRestrictions: asSet(key.ipRestrictions, canonicalIpRange),
    enabled: isEnabled(key.status, enabledBefore),
  };
}

/** A suspension is JetEmail's own doing: it says nothing about the switch, and no update of ours can lift it. */
function isEnabled(status: string, before: boolean): boolean {
  if (status === "disabled") {
    return false;
  }
  return ["active", "quota-locked", "quota-unlocked"].includes(status) ? true : before;
}

/** JetEmail may hold what check would refuse (made elsewhere, or under older rules): then it is kept as it is. */
function asSet(values: readonly string[], canonical: (text: string) => string | undefined): string[] {
  return [...new Set(values.map((value) => canonical(value) ?? value))].sort();
}
