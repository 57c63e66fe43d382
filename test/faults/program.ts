import type { Properties } from "../harness/dynamicProvider";
import type { Account } from "./account";
import type { Outcome } from "./engine";
import type { KeyStack } from "./keyStack";
import type { ProgramEdit } from "./plan";

const NAMES = ["mail", "mail", "receipts", "alerts"];
const PAIR_NAMES = ["duo", "mail"];
const DOMAINS = [[], ["a.example"], ["a.example", "b.example"]];

/** Edits a program as its author does. What cannot be done is left. */
export function edit(account: Account, stack: KeyStack, wish: ProgramEdit): void {
  if (wish.do === "add") {
    add(account, stack, wish);
    return;
  }
  const names = [...stack.program.keys()].filter((name) => canChange(stack, name, wish.do));
  const logicalName = names[wish.choice % Math.max(1, names.length)];
  const declaration = logicalName === undefined ? undefined : stack.program.get(logicalName);
  if (logicalName === undefined || !declaration) {
    return;
  }
  account.history.push(`  stack ${stack.number}: ${wish.do} ${logicalName}`);
  const { args } = declaration;
  const number = Math.floor(wish.choice / 7);
  switch (wish.do) {
    case "remove":
      stack.program.delete(logicalName);
      break;
    case "rename":
      args.name = nameOf(declaration.pair, number);
      break;
    case "quota":
      args.quota = quotaOf(account, stack, number);
      break;
    case "domains":
      args.approvedDomains = domainsOf(number);
      break;
    case "switch":
      args.enabled = !(args.enabled ?? true);
      break;
    case "rotate":
      args.rotationTrigger = Number(args.rotationTrigger ?? 0) + 1;
      break;
    case "move": {
      // Another logical name without an alias: to Pulumi, one key to create and one to delete.
      stack.program.delete(logicalName);
      const { adopt, ...rest } = args;
      stack.program.set(freeName(stack), { pair: declaration.pair, args: { ...rest, name: args.name } });
      break;
    }
  }
}

/** Whoever reads that it is not known what became of a key does not rename it or take it out before it is known. */
function canChange(stack: KeyStack, logicalName: string, change: ProgramEdit["do"]): boolean {
  const isRisky = change === "remove" || change === "rename" || change === "move";
  return !isRisky || (!stack.unsettled.has(logicalName) && stack.state.has(logicalName) && stack.program.size > 1);
}

function add(account: Account, stack: KeyStack, { pair, name, choice }: ProgramEdit & { do: "add" }): void {
  const logicalName = freeName(stack);
  const args = {
    name: nameOf(pair, name),
    quota: quotaOf(account, stack, choice),
    approvedDomains: domainsOf(choice),
    ...(choice % 5 === 0 && { enabled: false }),
    ...(choice % 3 === 0 && { rotationTrigger: 1 }),
  };
  stack.program.set(logicalName, { pair, args });
  account.history.push(
    `  stack ${stack.number}: add ${logicalName}, ${pair ? "a pair" : "a key"} ${JSON.stringify(args)}`,
  );
}

function freeName(stack: KeyStack): string {
  let number = 1;
  while (stack.program.has(`k${number}`) || stack.state.has(`k${number}`)) {
    number++;
  }
  return `k${number}`;
}

function nameOf(pair: boolean, number: number): string {
  const names = pair ? PAIR_NAMES : NAMES;
  return names[number % names.length] as string;
}

/** Keys of two stacks differ in it: else a key that appeared could be the other stack's, and nobody could tell. */
function quotaOf({ stacks }: Account, stack: KeyStack, number: number): number {
  return stacks.length === 1 ? (number % 3) * 5 : (number % 3) * stacks.length + stack.number + 1;
}

function domainsOf(number: number): string[] {
  return [...(DOMAINS[number % DOMAINS.length] ?? [])];
}

/**
 * Does what the errors of an operation say. @returns how many keys the program adopts from now on, and the resources to
 * take out of the state by `pulumi destroy --target`.
 */
export function follow(account: Account, stack: KeyStack, outcomes: readonly Outcome[]) {
  let adopted = 0;
  const toDestroy: string[] = [];
  for (const { logicalName, call, message } of outcomes) {
    const declaration = stack.program.get(logicalName);
    if (message.includes("remove it with `pulumi destroy --target`")) {
      toDestroy.push(logicalName);
    } else if (declaration && message.includes("to adopt. Nothing was created")) {
      delete declaration.args.adopt;
    } else if (declaration && (call === "create" || call === "update")) {
      const others = keysNamedIn(message, declaration.pair);
      if (others.length > 0) {
        adopted += declaration.pair
          ? makeRoom(account, stack, logicalName, others)
          : adopt(account, stack, logicalName, others);
      }
    }
  }
  return { adopted, toDestroy };
}

/** The keys that an error names for its reader to adopt or, since a pair adopts none, to take out of a pair's way. */
export function keysNamedIn(message: string, pair: boolean): string[] {
  const pattern = pair ? /"([0-9a-f-]{36})"/g : /adopt: "([^"]+)"/g;
  return [...message.matchAll(pattern)].map(([, uuid = ""]) => uuid).filter((uuid) => uuid !== "new");
}

function adopt(account: Account, stack: KeyStack, logicalName: string, uuids: readonly string[]): number {
  const args = stack.program.get(logicalName)?.args as Properties;
  const promised = new Set(
    account.stacks.flatMap(({ program }) => [...program.values()].map((each) => each.args.adopt)),
  );
  const orphan = uuids.find((uuid) => isOrphanOf(account, stack, uuid) && !promised.has(uuid));
  const moved = uuids.find((uuid) => isToBeDeleted(stack, uuid) && !promised.has(uuid));
  const wanted = orphan ?? moved ?? "new";
  // Said outright, so that adopting takes away what the program does not want.
  Object.assign(args, { quota: 0, approvedDomains: [], enabled: true, ...args, adopt: wanted });
  account.history.push(`  stack ${stack.number}: ${logicalName} follows the message: adopt "${wanted}"`);
  return wanted === "new" ? 0 : 1;
}

/** A pair adopts nothing: what is in its way is deleted in the dashboard, or the pair gets another name. */
function makeRoom(account: Account, stack: KeyStack, logicalName: string, uuids: readonly string[]): number {
  for (const uuid of uuids) {
    if (account.held.has(uuid)) {
      const args = stack.program.get(logicalName)?.args as Properties;
      args.name = `${String(args.name).slice(0, 20)}-${stack.number}${logicalName}`;
      account.history.push(`  stack ${stack.number}: ${logicalName} is renamed to ${args.name}`);
    } else if (account.simulator.keys.some((key) => key.uuid === uuid)) {
      account.simulator.edit.delete(uuid);
      account.history.push(`  ${uuid}, in the way of the pair ${logicalName}, is deleted in the dashboard`);
    }
  }
  return 0;
}

/** Whether a key is one that this stack made and lost sight of. Its owner knows it by its quota. */
function isOrphanOf(account: Account, stack: KeyStack, uuid: string): boolean {
  const key = account.simulator.keys.find((each) => each.uuid === uuid);
  const isForeign = account.strangers.has(uuid) || account.held.has(uuid);
  const count = account.stacks.length;
  return key !== undefined && !isForeign && (count === 1 || (key.quota - stack.number - 1) % count === 0);
}

function isToBeDeleted(stack: KeyStack, uuid: string): boolean {
  return stack.keys().some((key) => key.uuid === uuid && !stack.program.has(key.logicalName));
}
