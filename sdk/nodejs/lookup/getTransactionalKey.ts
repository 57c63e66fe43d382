import * as pulumi from "@pulumi/pulumi";
import { withCode } from "../../../provider/errors/code";
import type { Key } from "../../../provider/jetemail/key";
import { fingerprintOf } from "../../../provider/jetemail/keyIdentities";
import type { NoSuchKeyError, Query } from "../../../provider/lookup/keyLookup";
import { isMocked, mockedCall } from "./mocks";
import { isDeclared, sharedLookup } from "./sharedLookup";

/**
 * A key as JetEmail has it, whether a stack manages it or not.
 * @see https://jetemail.com/docs/api-reference/outbound/get-transactional-api-keys
 */
export interface GetTransactionalKeyResult {
  /** Absent on a server of the older API version. */
  readonly uuid: string | undefined;
  /** The token that sends e-mail. A secret. */
  readonly apiToken: pulumi.Output<string>;
  /** The first 16 hex digits of the token's SHA-256: safe to print. */
  readonly tokenFingerprint: string;
  /** The name shown in the dashboard; other keys may have the same. Absent on a server of the older API version. */
  readonly name: string | undefined;
  /** `active`, `disabled`, `suspended`, `quota-locked`, `quota-unlocked`, or `inactive` where JetEmail says no more. */
  readonly status: string | undefined;
  /** Whether it may send from every verified domain of the account. Absent on a server of the older API version. */
  readonly allowAllDomains: boolean | undefined;
  /** The domains it may send from, as JetEmail writes and orders them. */
  readonly approvedDomains: string[];
  /** E-mails it may send; 0 is unlimited. */
  readonly quota: number | undefined;
  /** The addresses and ranges that may use it, as JetEmail writes and orders them; without any, every address may. */
  readonly ipRestrictions: string[];
  /** E-mails sent with the key. */
  readonly usage: number | undefined;
  /** When it was created. ISO 8601, UTC. */
  readonly createdAt: string | undefined;
}

/** Which key to look up: by its uuid, or by its name if only one key has it. */
export type GetTransactionalKeyArgs = ({ uuid: string; name?: never } | { name: string; uuid?: never }) &
  GetTransactionalKeysArgs;

/** Whose keys to look up. */
export interface GetTransactionalKeysArgs {
  /** The account by its name. @default the account of `jetemail:apiKey` */
  account?: string;
}

/** {@link GetTransactionalKeyArgs}, of values that may become known later: either `uuid` or `name`. */
export type GetTransactionalKeyOutputArgs = {
  /** The key's uuid. */
  uuid?: pulumi.Input<string>;
  /** Its name, if only one key has it. Compared exactly. */
  name?: pulumi.Input<string>;
} & GetTransactionalKeysOutputArgs;

/** {@link GetTransactionalKeysArgs}, of values that may become known later. */
export interface GetTransactionalKeysOutputArgs {
  /** The account by its name. @default the account of `jetemail:apiKey` */
  account?: pulumi.Input<string>;
}

/**
 * Looks up an existing key. All look-ups of a program in an account share one request to JetEmail; one that misses its key makes
 * another. Needs the account key, at preview too (the `…Output` form does not).
 * @throws if no key matches, if several have the name (the error lists their uuids), if the list cannot be read completely and
 * shows none, or if the request fails.
 */
export async function getTransactionalKey(args: GetTransactionalKeyArgs): Promise<GetTransactionalKeyResult> {
  const { account, ...query } = args;
  const problem = problemOf(args);
  if (problem) {
    throw new Error(problem);
  }
  return (
    (await mockedCall<GetTransactionalKeyResult>("jetemail:index:getTransactionalKey", args)) ??
    resultOf(await sharedLookup().key(query as Query, account))
  );
}

/**
 * Looks up all keys of an account, in JetEmail's order. Shares its request with {@link getTransactionalKey}.
 * @throws if there is no account key, if the list cannot be read completely, or if the request fails.
 */
export async function getTransactionalKeys(args: GetTransactionalKeysArgs = {}): Promise<GetTransactionalKeyResult[]> {
  const mocked = await mockedCall<{ keys: GetTransactionalKeyResult[] }>("jetemail:index:getTransactionalKeys", args);
  return mocked?.keys ?? (await sharedLookup().keys(args.account)).map(resultOf);
}

/**
 * {@link getTransactionalKey} for arguments that may become known later. At a preview the result is unknown without an account
 * key, and for the name of a key that the program declares and JetEmail does not have yet.
 */
export function getTransactionalKeyOutput(
  args: GetTransactionalKeyOutputArgs,
): pulumi.Output<GetTransactionalKeyResult> {
  return lookedUp(pulumi.output(args), (known) => getTransactionalKey(known as GetTransactionalKeyArgs));
}

/** {@link getTransactionalKeys} for arguments that may become known later, as {@link getTransactionalKeyOutput}. */
export function getTransactionalKeysOutput(
  args: GetTransactionalKeysOutputArgs = {},
): pulumi.Output<GetTransactionalKeyResult[]> {
  return lookedUp(pulumi.output(args), (known) => getTransactionalKeys(known as GetTransactionalKeysArgs));
}

function lookedUp<Result>(
  args: pulumi.Output<{ account?: string | undefined; name?: string | undefined }>,
  lookUp: (args: object) => Promise<Result>,
): pulumi.Output<Result> {
  return args.apply(async (known) => {
    const isPreview = pulumi.runtime.isDryRun() && !isMocked();
    if (isPreview && !sharedLookup().isConfigured(known.account)) {
      return pulumi.unknown;
    }
    try {
      return await lookUp(known);
    } catch (error) {
      // A key that this program is about to create is unknown, not missing.
      if (isPreview && isNoSuchKey(error) && known.name !== undefined && isDeclared(known.name)) {
        return pulumi.unknown;
      }
      throw error;
    }
  }) as pulumi.Output<Result>;
}

/** By its name: its class is loaded with the first look-up. */
function isNoSuchKey(error: unknown): error is NoSuchKeyError {
  return error instanceof Error && error.name === "NoSuchKeyError";
}

function problemOf({ uuid, name }: { uuid?: unknown; name?: unknown }): string | undefined {
  const isText = (value: unknown) => typeof value === "string" && value !== "";
  if (isText(uuid) === isText(name)) {
    return withCode("getTransactionalKey takes either `uuid` or `name`, and it must not be empty.", 804);
  }
  return undefined;
}

function resultOf({ token, ...key }: Key): GetTransactionalKeyResult {
  return {
    uuid: undefined,
    name: undefined,
    status: undefined,
    allowAllDomains: undefined,
    quota: undefined,
    usage: undefined,
    createdAt: undefined,
    ...key,
    approvedDomains: [...(key.approvedDomains ?? [])],
    ipRestrictions: [...(key.ipRestrictions ?? [])],
    apiToken: pulumi.secret(token),
    tokenFingerprint: fingerprintOf(token),
  };
}
