import type { Key } from "../jetemail/key";
import type { Clock } from "../run/clock";
import { canonicalDomain } from "../values/domain";
import { canonicalIpRange } from "../values/ipRange";
import { fingerprintOf } from "./fingerprint";
import { type Arguments, localArgumentsOf, type Outputs, type Settings, withDefaults, withoutDefaults } from "./model";

const PROVISIONAL = "fingerprint-";

/** The id of a key whose uuid is not known: the list could not be read yet, or the server is of the older version. */
export function provisionalId(token: string): string {
  return PROVISIONAL + fingerprintOf(token);
}

export function isProvisional(id: string): boolean {
  return id.startsWith(PROVISIONAL);
}

/** What is known of a key right after its creation, before the list has shown it. */
export function outputsOfNewKey(token: string, inputs: Arguments, clock: Clock): Outputs {
  return {
    ...withDefaults(inputs),
    ...localArgumentsOf(inputs),
    uuid: provisionalId(token),
    apiToken: token,
    tokenFingerprint: fingerprintOf(token),
    createdAt: clock.now(),
    rotatedAt: inputs.rotatedAt,
  };
}

/** A listed key as outputs of the resource that has this id, where `known` is what the state or the create has. */
export function outputsOf(key: Key, id: string, known: Partial<Outputs>, clock: Clock): Outputs {
  const createdAt = key.createdAt ?? known.createdAt ?? clock.now();
  // JetEmail does not report when a token was rotated: a rotation seen now is dated now.
  const isRotated = known.apiToken !== undefined && known.apiToken !== key.token;
  return {
    ...observedSettings(key, known.enabled ?? true),
    ...localArgumentsOf(known),
    uuid: key.uuid ?? id,
    apiToken: key.token,
    tokenFingerprint: fingerprintOf(key.token),
    status: key.status,
    createdAt,
    rotatedAt: isRotated ? clock.now() : (known.rotatedAt ?? createdAt),
  };
}

/** The inputs that would have led to these outputs. */
export function inputsOf(outs: Outputs): Arguments {
  return { ...withoutDefaults(outs), ...localArgumentsOf(outs), rotatedAt: outs.rotatedAt };
}

/**
 * The same key with another token. Where an update finds one, `rotatedAt` stays until a refresh: it has to agree with the
 * inputs, which an update cannot change, or a rotation by age would be put off.
 */
export function withToken(outs: Outputs, token: string, rotatedAt = outs.rotatedAt): Outputs {
  return { ...outs, apiToken: token, tokenFingerprint: fingerprintOf(token), rotatedAt };
}

/** The settings of a listed key, each in its canonical form. */
export function observedSettings(key: Key, wasEnabled: boolean): Settings {
  return {
    name: key.name,
    allowAllDomains: key.allowAllDomains,
    approvedDomains: asSet(key.approvedDomains, canonicalDomain),
    quota: key.quota,
    ipRestrictions: asSet(key.ipRestrictions, canonicalIpRange),
    enabled: isEnabled(key.status, wasEnabled),
  };
}

/** A suspension is JetEmail's own doing: it says nothing about the switch, and no update of ours can lift it. */
function isEnabled(status: string, wasEnabled: boolean): boolean {
  if (status === "disabled") {
    return false;
  }
  return ["active", "quota-locked", "quota-unlocked"].includes(status) ? true : wasEnabled;
}

/** JetEmail may have what check would refuse (made elsewhere, or under older rules): such a value stays as it is. */
function asSet(values: readonly string[], canonical: (text: string) => string | undefined): string[] {
  return [...new Set(values.map((value) => canonical(value) ?? value))].sort();
}
