import * as pulumi from "@pulumi/pulumi";
import type { Key } from "../../../provider/jetemail/key";
import type { Wanted } from "./keyLookup";
import { isMocked, mockedCall } from "./mocks";
import { lookUps } from "./sharedLookup";

/**
 * A key as JetEmail has it, whether a stack manages it or not.
 * @see JetEmail's API reference, the list of transactional keys
 */
export interface GetTransactionalKeyResult {
  /** Absent on a server of the older API version. */
  readonly uuid: string | undefined;
  /** The token that sends e-mail. A secret. */
  readonly apiToken: pulumi.Output<string>;
  /** The first 16 hex digits of the token's SHA-256: safe to print. */
  readonly tokenFingerprint: string;
  /** The name the dashboard shows; others may have the same. */
  readonly name: string;
  /** `active`, `disabled`, `suspended`, `quota-locked` or `quota-unlocked`. */
  readonly status: string;
  /** Whether it may send from every verified domain of the account. */
  readonly allowAllDomains: boolean;
  /** The domains it may send from, as JetEmail spells and orders them. */
  readonly approvedDomains: string[];
  /** E-mails it may send; 0 is unlimited. */
  readonly quota: number;
  /** The addresses and ranges that may use it, as JetEmail spells and orders them; none is any. */
  readonly ipRestrictions: string[];
  /** E-mails sent with the key. */
  readonly usage: number;
  /** When it was created. ISO 8601, UTC. */
  readonly createdAt: string | undefined;
}

/** Which key to look up: by its uuid, or by its name where only one key has it. */
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
  /** Its name, where only one key has it. Compared exactly. */
  name?: pulumi.Input<string>;
} & GetTransactionalKeysOutputArgs;

/** {@link GetTransactionalKeysArgs}, of values that may become known later. */
export interface GetTransactionalKeysOutputArgs {
  /** The account by its name. @default the account of `jetemail:apiKey` */
  account?: pulumi.Input<string>;
}

/**
 * Looks up a key that exists. All look-ups of a program share one call to JetEmail. Needs the account key, at preview
 * too (the `…Output` form does not).
 * @throws if no key matches, if several have the name (the error lists their uuids), or if JetEmail cannot be asked.
 */
export async function getTransactionalKey(args: GetTransactionalKeyArgs): Promise<GetTransactionalKeyResult> {
  const { account, ...wanted } = args;
  const problem = problemOf(args);
  if (problem) {
    throw new Error(problem);
  }
  return (
    (await mockedCall<GetTransactionalKeyResult>("jetemail:index:getTransactionalKey", args)) ??
    resultOf(await lookUps().key(wanted as Wanted, account))
  );
}

/**
 * Looks up all keys of an account, in JetEmail's order. Shares its call with {@link getTransactionalKey}.
 * @throws if there is no account key, or if JetEmail cannot be asked.
 */
export async function getTransactionalKeys(args: GetTransactionalKeysArgs = {}): Promise<GetTransactionalKeyResult[]> {
  const mocked = await mockedCall<{ keys: GetTransactionalKeyResult[] }>("jetemail:index:getTransactionalKeys", args);
  return mocked?.keys ?? (await lookUps().keys(args.account)).map(resultOf);
}

/**
 * {@link getTransactionalKey} for arguments that may become known later. At a preview without an account key the result
 * is unknown.
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
  args: pulumi.Output<{ account?: string | undefined }>,
  lookUp: (args: object) => Promise<Result>,
): pulumi.Output<Result> {
  return args.apply((known) =>
    pulumi.runtime.isDryRun() && !isMocked() && !lookUps().isConfigured(known.account) ? pulumi.unknown : lookUp(known),
  ) as pulumi.Output<Result>;
}

function problemOf({ uuid, name }: { uuid?: unknown; name?: unknown }): string | undefined {
  const isText = (value: unknown) => typeof value === "string" && value !== "";
  if (isText(uuid) === isText(name)) {
    return "getTransactionalKey takes either `uuid` or `name`, a text that is not empty.";
  }
  return undefined;
}

function resultOf({ token, ...key }: Key): GetTransactionalKeyResult {
  const { fingerprintOf } =
    require("../../../provider/key/fingerprint") as typeof import("../../../provider/key/fingerprint");
  return {
    ...key,
    approvedDomains: [...key.approvedDomains],
    ipRestrictions: [...key.ipRestrictions],
    apiToken: pulumi.secret(token),
    tokenFingerprint: fingerprintOf(token),
  };
}
