import type { Properties } from "../harness/dynamicProvider";
import type { StoredKey } from "../harness/simulator";
import type { Account } from "./account";
import type { Declaration, HeldKey, KeyStack } from "./keyStack";

/** What must not be, each as a sentence. */
export interface Findings {
  /** Declared, and not in the state as JetEmail has it. */
  readonly lost: string[];
  /** Held twice, taken from somebody else, or made twice for one resource without a word. */
  readonly doubled: string[];
  /** Live, in no state, and never told of. */
  readonly orphansUnnamed: string[];
  /** A token or an account key in what was shown. */
  readonly leaked: string[];
}

export function findingsOf(account: Account): Findings {
  return {
    lost: account.stacks.flatMap((stack) => lostOf(account, stack)),
    ...unaccountedOf(account),
    leaked: leakedOf(account),
  };
}

export function isClean(findings: Findings): boolean {
  return Object.values(findings).every((list: string[]) => list.length === 0);
}

/** Where a stack's state differs from its program or from JetEmail. */
export function lostOf({ simulator }: Account, stack: KeyStack): string[] {
  const live = new Map(simulator.keys.map((key) => [key.uuid, key]));
  const held = stack.keys();
  const lost = [...stack.state.keys()]
    .filter((logicalName) => !stack.program.has(logicalName))
    .map((logicalName) => `stack ${stack.number} still has ${logicalName}, which is not declared any more`);
  for (const [logicalName, declaration] of stack.program) {
    const resource = stack.state.get(logicalName);
    for (const [slot, name] of expectedNames(declaration)) {
      const key = slot ? (resource?.outputs.keys as Record<string, Properties> | undefined)?.[slot] : resource?.outputs;
      const problem = key ? problemOf(key, live.get(String(key.uuid)), declaration, name) : "is not in the state";
      if (problem) {
        lost.push(`stack ${stack.number}: ${logicalName}${slot && ` ${slot}`} "${name}" ${problem}`);
      }
    }
    if (resource && resource.initErrors.length > 0) {
      lost.push(`stack ${stack.number}: ${logicalName} is half-made: ${resource.initErrors.join(" ")}`);
    }
  }
  for (const { token, logicalName } of held.filter(({ uuid }) => !live.has(uuid))) {
    if (simulator.keys.some((key) => key.token === token)) {
      lost.push(`stack ${stack.number}: ${logicalName} does not know its uuid`);
    }
  }
  return lost;
}

function expectedNames({ pair, args: { name } }: Declaration): ["" | "a" | "b", string][] {
  return pair
    ? [
        ["a", `${name}-a`],
        ["b", `${name}-b`],
      ]
    : [["", name]];
}

function problemOf(key: Properties, live: StoredKey | undefined, { args }: Declaration, name: string) {
  if (!live) {
    return `is in the state as ${key.uuid}, which JetEmail has not`;
  }
  if (live.token !== key.apiToken) {
    return "has another token than JetEmail";
  }
  const declared = {
    name,
    quota: args.quota ?? 0,
    approvedDomains: args.approvedDomains ?? [],
    enabled: args.enabled ?? true,
  };
  const there = {
    name: live.name,
    quota: live.quota,
    approvedDomains: [...live.approvedDomains].sort(),
    enabled: live.status !== "disabled",
  };
  const inState = {
    name: key.name,
    quota: key.quota,
    approvedDomains: key.approvedDomains,
    enabled: key.enabled,
  };
  const [first, second, third] = [declared, there, inState].map((settings) => JSON.stringify(settings));
  return first === second && first === third
    ? undefined
    : `differs: declared ${first}, at JetEmail ${second}, in the state ${third}`;
}

function unaccountedOf(account: Account): Pick<Findings, "doubled" | "orphansUnnamed"> {
  const holders = new Map<string, HeldKey[]>();
  for (const key of account.stacks.flatMap((stack) => stack.keys())) {
    holders.set(key.uuid, [...(holders.get(key.uuid) ?? []), key]);
  }
  const doubled: string[] = [];
  const orphansUnnamed: string[] = [];
  for (const [uuid, [first, ...others]] of holders) {
    if (others.length > 0) {
      doubled.push(`${uuid} is held by ${[first, ...others].map((key) => key?.logicalName).join(" and ")}`);
    }
    if (account.strangers.has(uuid) && first?.outputs.adopt !== uuid) {
      doubled.push(`${first?.logicalName} took ${uuid}, which somebody else made`);
    }
  }
  for (const { uuid, name } of account.simulator.keys) {
    if (!holders.has(uuid) && !account.strangers.has(uuid) && !account.named.has(uuid)) {
      const hasTwin = [...holders.values()].flat().some((key) => key.name === name);
      (hasTwin ? doubled : orphansUnnamed).push(`${uuid} "${name}" is live, in no state, and never was named`);
    }
  }
  return { doubled, orphansUnnamed };
}

function leakedOf({ simulator, inClear }: Account): string[] {
  const text = inClear.join("\n");
  return [...simulator.issuedTokens, simulator.accountKey]
    .filter((secret) => spellingsOf(secret).some((spelling) => text.includes(spelling)))
    .map((secret) => `${secret.slice(0, 20)}… was shown`);
}

/** A secret as it is, and in base64 less the end, which depends on what follows. */
export function spellingsOf(secret: string): string[] {
  return [secret, Buffer.from(secret).toString("base64").slice(0, -4)];
}
