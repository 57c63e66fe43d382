import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { repository } from "../../test/harness/repository";
import type { KeyChanges, Simulator, SimulatorOptions } from "../../test/harness/simulator";
import { type Declarations, Stack } from "../../test/harness/stack";

/**
 * What each release left behind: a program, and the state that the release made of it. A stack of that time must show no
 * change with today's package.
 */
export interface Release {
  readonly options: SimulatorOptions;
  readonly keys: Declarations;
  /** As `pulumi stack export` tells it; its secrets are encrypted with the test stacks' passphrase. */
  readonly state: { readonly deployment: unknown };
}

const folder = path.join(repository, "test", "release", "states");

export function releases(): string[] {
  return readdirSync(folder).map((file) => path.basename(file, ".json"));
}

export function readRelease(name: string): Release {
  return JSON.parse(readFileSync(path.join(folder, `${name}.json`), "utf8")) as Release;
}

/** @throws if there is one of that name: what a release left in users' stacks does not change. */
export function writeRelease(name: string, release: Release): string {
  const file = path.join(folder, `${name}.json`);
  if (existsSync(file)) {
    throw new Error(
      `${path.relative(process.cwd(), file)} exists: a release is recorded once, before it is published.`,
    );
  }
  writeFileSync(file, `${JSON.stringify(release, null, 2)}\n`);
  return file;
}

/** A stack as that release left it, in an account that has its keys. */
export async function stackOf({ options, keys, state }: Release): Promise<Stack> {
  const stack = await Stack.create(options);
  Object.assign(stack.env, accountEnvironment(stack));
  await stack.import(JSON.stringify(state));
  for (const key of keysIn(await stack.exported("--show-secrets"))) {
    restore(stack.simulator, key);
  }
  stack.declare(keys);
  stack.simulator.clearRequests();
  return stack;
}

/** The same account by another name. */
export function accountEnvironment({ simulator }: Stack): Record<string, string> {
  return { JETEMAIL_API_KEY_SECOND: simulator.accountKey };
}

interface KeyInState {
  readonly uuid: string;
  readonly apiToken: string;
  readonly name: string;
  readonly status: string;
  readonly createdAt: string;
}

function isKey(value: unknown): value is KeyInState {
  return typeof value === "object" && value !== null && "apiToken" in value && "uuid" in value;
}

/** The keys in a state with plain secrets: in the outputs of a key, and in those of a pair two. */
function keysIn(exported: string): KeyInState[] {
  const { deployment } = JSON.parse(exported) as { deployment: { resources: { type: string; outputs?: object }[] } };
  const plain = (value: unknown): unknown => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      return value;
    }
    const { plaintext } = value as { plaintext?: string };
    return plaintext === undefined
      ? Object.fromEntries(Object.entries(value).map(([name, part]) => [name, plain(part)]))
      : (JSON.parse(plaintext) as unknown);
  };
  return deployment.resources
    .filter(({ type }) => type.startsWith("pulumi-nodejs:dynamic/jetemail:"))
    .map(({ outputs = {} }) => plain(outputs) as { keys?: object })
    .flatMap((outputs) => (isKey(outputs) ? [outputs] : Object.values(outputs.keys ?? {}).filter(isKey)));
}

function restore({ edit }: Simulator, { uuid, apiToken: token, createdAt, ...settings }: KeyInState): void {
  // The simulator's `set` takes over whatever a stored key has.
  const stored = { ...settings, uuid, token, createdAt: Date.parse(createdAt) };
  edit.set(edit.create({ name: settings.name }).uuid, stored as KeyChanges);
}
