import { withCode } from "../errors/code";
import type { Key } from "../jetemail/key";
import { fingerprintOf } from "../key/fingerprint";
import type { KeyLookup, Query } from "../lookup/keyLookup";
import { secret } from "../shell/secrets";
import type { ArgumentProblem } from "../values/parseArguments";
import { UNKNOWN } from "../values/unknown";
import type { Values } from "./values";

export interface LookUpResult {
  readonly result?: Values;
  readonly failures: readonly ArgumentProblem[];
}

export interface LookUpContext {
  readonly lookup: KeyLookup;
  /** Whether the program declares a key of this name. */
  readonly isDeclared: (name: string) => boolean;
  readonly isPreview: boolean;
}

type LookUp = (args: Values, context: LookUpContext) => Promise<LookUpResult>;

/** The functions of the package, by their tokens. */
export const LOOK_UPS: Readonly<Record<string, LookUp>> = {
  "jetemail:index:getTransactionalKey": getTransactionalKey,
  "jetemail:index:getTransactionalKeys": getTransactionalKeys,
};

async function getTransactionalKey({ uuid, name }: Values, context: LookUpContext): Promise<LookUpResult> {
  const { lookup, isPreview, isDeclared } = context;
  if (isText(uuid) === isText(name)) {
    const reason = withCode("getTransactionalKey takes either `uuid` or `name`, and it must not be empty.", 804);
    return { failures: [{ property: isText(uuid) ? "uuid" : "", reason }] };
  }
  if (isPreview && !lookup.isConfigured(undefined)) {
    return { result: unknownKey(), failures: [] };
  }
  try {
    const query = (isText(uuid) ? { uuid } : { name }) as Query;
    return { result: resultOf(await lookup.key(query, undefined)), failures: [] };
  } catch (error) {
    // A key that this program is about to create is unknown, not missing.
    if (isPreview && isNoSuchKey(error) && isText(name) && isDeclared(name)) {
      return { result: unknownKey(), failures: [] };
    }
    throw error;
  }
}

async function getTransactionalKeys(_args: Values, { lookup, isPreview }: LookUpContext): Promise<LookUpResult> {
  const isKnown = !isPreview || lookup.isConfigured(undefined);
  const keys = isKnown ? (await lookup.keys(undefined)).map(plainResultOf) : UNKNOWN;
  return { result: { keys: secret(keys) }, failures: [] };
}

/** By its name: its class is loaded with the first look-up. */
function isNoSuchKey(error: unknown): boolean {
  return error instanceof Error && error.name === "NoSuchKeyError";
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

function plainResultOf({ token, ...key }: Key): Values {
  return {
    ...key,
    approvedDomains: key.approvedDomains ?? [],
    ipRestrictions: key.ipRestrictions ?? [],
    apiToken: token,
    tokenFingerprint: fingerprintOf(token),
  };
}

function resultOf(key: Key): Values {
  return { ...plainResultOf(key), apiToken: secret(key.token) };
}

const RESULTS = ["uuid", "tokenFingerprint", "name", "status", "allowAllDomains", "approvedDomains", "quota"].concat([
  "ipRestrictions",
  "usage",
  "createdAt",
]);

function unknownKey(): Values {
  return { ...Object.fromEntries(RESULTS.map((name) => [name, UNKNOWN])), apiToken: secret(UNKNOWN) };
}
