import type { Key } from "../jetemail/key";
import { fingerprintOf, provisionalId } from "../jetemail/keyIdentities";
import type { Account } from "../run/account";
import type { IssuedToken } from "../run/issuedTokens";
import { canonicalDomain } from "../values/domain";
import { canonicalIpRange } from "../values/ipRange";
import {
  type Arguments,
  DEFAULTS,
  localArgumentsOf,
  type Outputs,
  type Settings,
  sameValue,
  withDefaults,
  withoutDefaults,
} from "./model";
import { replacedBy } from "./replacedTokens";
import { dueAfter } from "./rotationPolicy";

/** What is known of a key right after its creation, before the list has shown it. */
export function outputsOfNewKey(
  { token, issuedAt }: IssuedToken,
  inputs: Arguments & { readonly name: string },
  account: Account,
): Outputs {
  return {
    ...withDefaults(inputs),
    ...localArgumentsOf(inputs),
    uuid: provisionalId(token),
    apiToken: token,
    tokenFingerprint: fingerprintOf(token),
    createdAt: issuedAt,
    rotatedAt: issuedAt,
    ...dueAfter(inputs.rotateAfterDays, issuedAt),
    accountFingerprint: account.fingerprint,
  };
}

/**
 * A listed key as outputs of the resource that has this id, where `known` is what the state or the create has. What the list
 * does not show keeps its known value.
 */
export function outputsOf(key: Key, id: string, known: Partial<Outputs>, account: Account): Outputs {
  const createdAt = key.createdAt ?? known.createdAt ?? account.clock.now();
  const outs = {
    ...observedSettings(key, known),
    ...localArgumentsOf(known),
    uuid: key.uuid ?? id,
    apiToken: key.token,
    tokenFingerprint: fingerprintOf(key.token),
    status: key.status ?? known.status ?? "unknown",
    createdAt,
    rotatedAt: known.rotatedAt ?? createdAt,
    ...(known.rotationDueAt !== undefined && { rotationDueAt: known.rotationDueAt }),
    accountFingerprint: account.fingerprint,
    ...(known.__replacedTokens && { __replacedTokens: known.__replacedTokens }),
  };
  const { apiToken = key.token } = known;
  // JetEmail does not report when a token was rotated: a rotation seen now is dated now.
  return apiToken === key.token ? outs : withToken({ ...outs, apiToken }, key.token, account.clock.now());
}

/** The inputs that would have led to these outputs. */
export function inputsOf(outs: Outputs): Arguments {
  return { ...withoutDefaults(outs), ...localArgumentsOf(outs) };
}

/** The same key with another token, issued at some instant, which replaces the one that it had. */
export function withToken(outs: Outputs, token: string, rotatedAt: string): Outputs {
  return {
    ...outs,
    apiToken: token,
    tokenFingerprint: fingerprintOf(token),
    __replacedTokens: replacedBy(token, outs),
    rotatedAt,
    ...dueAfter(outs.rotateAfterDays, rotatedAt),
  };
}

/** The settings of a listed key, each in its canonical form. */
export function observedSettings(key: Key, known: Partial<Settings>): Settings {
  return {
    name: key.name ?? known.name ?? "",
    allowAllDomains: key.allowAllDomains ?? known.allowAllDomains ?? DEFAULTS.allowAllDomains,
    approvedDomains: asSet(key.approvedDomains, canonicalDomain, known.approvedDomains),
    quota: key.quota ?? known.quota ?? DEFAULTS.quota,
    ipRestrictions: asSet(key.ipRestrictions, canonicalIpRange, known.ipRestrictions),
    enabled: isEnabled(key.status, known.enabled ?? DEFAULTS.enabled),
  };
}

/**
 * A suspension is JetEmail's own doing, and an `inactive` key may be suspended: both say nothing about the switch, and no
 * update of ours can lift them.
 */
function isEnabled(status: string | undefined, known: boolean): boolean {
  if (status === "disabled") {
    return false;
  }
  return status !== undefined && ["active", "quota-locked", "quota-unlocked"].includes(status) ? true : known;
}

/**
 * A set in the order that is known, or else sorted. JetEmail may have what check would refuse (made elsewhere, or under
 * older rules): such a value stays as it is.
 */
function asSet(
  values: readonly string[] | undefined,
  canonical: (text: string) => string | undefined,
  known: readonly string[] = [],
): readonly string[] {
  const observed = values && [...new Set(values.map((value) => canonical(value) ?? value))].sort();
  return observed === undefined || sameValue(observed, known) ? known : observed;
}
