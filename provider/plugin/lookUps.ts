import { withCode } from "../errors/code";
import type { Key } from "../jetemail/key";
import { fingerprintOf } from "../jetemail/keyIdentities";
import type { KeyLookup, Query } from "../lookup/keyLookup";
import { secret } from "../shell/secrets";
import type { ArgumentProblem } from "../values/parseArguments";
import type { Values } from "./values";

export interface LookUpResult {
  readonly result?: Values;
  readonly failures: readonly ArgumentProblem[];
}

type LookUp = (args: Values, lookup: KeyLookup) => Promise<LookUpResult>;

/** The functions of the package, by their tokens. Pulumi refuses unknown values in what they return, at a preview too. */
export const LOOK_UPS: Readonly<Record<string, LookUp>> = {
  "jetemail:index:getTransactionalKey": getTransactionalKey,
  "jetemail:index:getTransactionalKeys": getTransactionalKeys,
};

async function getTransactionalKey({ uuid, name }: Values, lookup: KeyLookup): Promise<LookUpResult> {
  if (isText(uuid) === isText(name)) {
    const reason = withCode("getTransactionalKey takes either `uuid` or `name`, and it must not be empty.", 804);
    return { failures: [{ property: isText(uuid) ? "uuid" : "", reason }] };
  }
  const query = (isText(uuid) ? { uuid } : { name }) as Query;
  return { result: resultOf(await lookup.key(query, undefined)), failures: [] };
}

async function getTransactionalKeys(_args: Values, lookup: KeyLookup): Promise<LookUpResult> {
  const keys = (await lookup.keys(undefined)).map(plainResultOf);
  return { result: { keys: secret(keys) }, failures: [] };
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
