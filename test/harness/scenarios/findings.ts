import type { Declaration, ModelStack, OwnedKey } from "../model/modelStack";
import type { Properties } from "../model/provider";
import type { Simulator, StoredKey } from "../simulator";
import type { TestAccount } from "./testAccount";

/** What must never happen, each as a sentence. */
export interface Findings {
  /** Declared, and not in the state as it is at JetEmail. */
  readonly lost: string[];
  /** Owned twice, taken from somebody else, or created twice for one resource without naming the other one. */
  readonly doubled: string[];
  /** Live, in no state, and never named. */
  readonly orphansUnnamed: string[];
  /** A token or an account key in clear. */
  readonly leaked: string[];
  /** A block of the account that the providers' own requests caused. */
  readonly blocked: string[];
}

export function findingsOf(account: TestAccount): Findings {
  return {
    lost: account.stacks.flatMap((stack) => lostOf(account, stack)),
    ...unaccountedOf(account),
    leaked: leakedOf(account),
    blocked: blockedOf(account.simulator),
  };
}

export function isClean(findings: Findings): boolean {
  return Object.values(findings).every((list: string[]) => list.length === 0);
}

/** Where a stack's state differs from its program or from JetEmail. */
export function lostOf({ simulator }: TestAccount, stack: ModelStack): string[] {
  const live = new Map(simulator.keys.map((key) => [key.uuid, key]));
  const lost = [...stack.state.keys()]
    .filter((logicalName) => !stack.program.has(logicalName))
    .map((logicalName) => `still has ${logicalName}, which is not declared any more`);
  for (const [logicalName, declaration] of stack.program) {
    const resource = stack.state.get(logicalName);
    for (const [slot, name] of expectedNames(declaration)) {
      const key = slot ? (resource?.outputs.keys as Record<string, Properties> | undefined)?.[slot] : resource?.outputs;
      const problem = key ? problemOf(key, live.get(String(key.uuid)), declaration, name) : "is not in the state";
      if (problem) {
        lost.push(`${logicalName}${slot && ` ${slot}`} "${name}" ${problem}`);
      }
    }
    if (resource && resource.initErrors.length > 0) {
      lost.push(`${logicalName} is only partially created: ${resource.initErrors.join(" ")}`);
    }
  }
  for (const { uuid, token, logicalName } of stack.ownedKeys()) {
    if (!live.has(uuid) && simulator.keys.some((key) => key.token === token)) {
      lost.push(`${logicalName} does not know its uuid`);
    }
  }
  return lost.map((text) => `stack ${stack.number}: ${text}`);
}

function expectedNames({ kind, args: { name } }: Declaration): ["" | "a" | "b", string][] {
  if (kind === "key") {
    return [["", name]];
  }
  return [
    ["a", `${name}-a`],
    ["b", `${name}-b`],
  ];
}

function problemOf(key: Properties, live: StoredKey | undefined, { args }: Declaration, name: string) {
  if (!live) {
    return `is in the state as ${key.uuid}, which JetEmail does not have`;
  }
  if (live.token !== key.apiToken) {
    return "has another token than at JetEmail";
  }
  const declared = {
    name,
    quota: args.quota ?? 0,
    approvedDomains: args.approvedDomains ?? [],
    enabled: args.enabled ?? true,
  };
  const observed = {
    name: live.name,
    quota: live.quota,
    approvedDomains: [...live.approvedDomains].sort(),
    enabled: live.status !== "disabled",
  };
  const inState = { name: key.name, quota: key.quota, approvedDomains: key.approvedDomains, enabled: key.enabled };
  const [first, second, third] = [declared, observed, inState].map((settings) => JSON.stringify(settings));
  return first === second && first === third
    ? undefined
    : `differs: declared ${first}, at JetEmail ${second}, in the state ${third}`;
}

function unaccountedOf({
  stacks,
  simulator,
  unmanaged,
  named,
}: TestAccount): Pick<Findings, "doubled" | "orphansUnnamed"> {
  const owners = Map.groupBy(
    stacks.flatMap((stack) => stack.ownedKeys()),
    ({ uuid }) => uuid,
  ) as Map<string, [OwnedKey, ...OwnedKey[]]>;
  const doubled: string[] = [];
  const orphansUnnamed: string[] = [];
  for (const [uuid, [first, ...others]] of owners) {
    if (others.length > 0) {
      doubled.push(`${uuid} is owned by ${[first, ...others].map(({ logicalName }) => logicalName).join(" and ")}`);
    }
    if (unmanaged.has(uuid) && first.outputs.adopt !== uuid) {
      doubled.push(`${first.logicalName} took ${uuid}, which somebody else created`);
    }
  }
  const ownedNames = new Set([...owners.values()].flat().map(({ name }) => name));
  for (const { uuid, name } of simulator.keys) {
    if (!owners.has(uuid) && !unmanaged.has(uuid) && !named.has(uuid)) {
      const list = ownedNames.has(name) ? doubled : orphansUnnamed;
      list.push(`${uuid} "${name}" is live, in no state, and never was named`);
    }
  }
  return { doubled, orphansUnnamed };
}

function leakedOf({ simulator, inClear }: TestAccount): string[] {
  const text = inClear.join("\n");
  return [...simulator.issuedTokens, simulator.accountKey]
    .filter((secret) => isLeaked(secret, text))
    .map((secret) => `${secret.slice(0, 20)}… was shown`);
}

/** A sentence for each block that would have come without the requests of others. */
export function blockedOf({ rateLimit, options }: Simulator): string[] {
  return Array.from({ length: rateLimit.ownBlocks }, (_, number) => {
    return `The account was blocked by more than ${options.requestsPerMinute} requests in a minute, time ${number + 1}`;
  });
}

/** Whether a text holds a secret, as it is or in base64, less the end, which depends on what follows. */
export function isLeaked(secret: string, text: string): boolean {
  return text.includes(secret) || text.includes(Buffer.from(secret).toString("base64").slice(0, -4));
}
