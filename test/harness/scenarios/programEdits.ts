import type { Declaration, ModelStack } from "../model/modelStack";
import type { Properties, ResourceKind } from "../model/provider";
import type { ProgramEdit } from "./scenario";
import type { TestAccount } from "./testAccount";

const NAMES: Readonly<Record<ResourceKind, readonly string[]>> = {
  key: ["mail", "mail", "receipts", "alerts"],
  pair: ["duo", "mail"],
};
const DOMAINS = [[], ["a.example"], ["a.example", "b.example"]];

/** Edits a program as its author would. An edit for which there is no resource does nothing. */
export function editProgram(account: TestAccount, stack: ModelStack, { edit, choice }: ProgramEdit): void {
  if (edit === "addKey" || edit === "addPair") {
    add(account, stack, edit === "addKey" ? "key" : "pair", choice);
    return;
  }
  const names = [...stack.program.keys()].filter((name) => canEdit(stack, name, edit));
  const logicalName = pick(names, choice);
  const declaration = logicalName === undefined ? undefined : stack.program.get(logicalName);
  if (logicalName === undefined || !declaration) {
    return;
  }
  account.history.push(`  stack ${stack.number}: ${edit} ${logicalName}`);
  const { kind, args } = declaration;
  const number = Math.floor(choice / 7);
  switch (edit) {
    case "remove":
      stack.program.delete(logicalName);
      break;
    case "rename":
      args.name = nameOf(kind, number);
      break;
    case "quota":
      args.quota = quotaOf(account, stack, number);
      break;
    case "domains":
      args.approvedDomains = domainsOf(number);
      break;
    case "enabled":
      args.enabled = !(args.enabled ?? true);
      break;
    case "taint":
      stack.tainted.add(logicalName);
      break;
    case "rotate":
      args.rotationTrigger = Number(args.rotationTrigger ?? 0) + 1;
      break;
    case "handOver":
      handOver(account, stack, logicalName, declaration, number);
      break;
    case "move": {
      // Another logical name without an alias: to Pulumi, one resource to create and one to delete.
      stack.program.delete(logicalName);
      const { adopt, ...rest } = args;
      stack.program.set(freeName(stack), { kind, args: { ...rest, name: args.name } });
      break;
    }
  }
}

/** Gives a resource's key to another resource, perhaps of another provider, by an adoption or an import. */
function handOver(
  { hasSecondProvider, history }: TestAccount,
  stack: ModelStack,
  logicalName: string,
  { kind, args }: Declaration,
  choice: number,
): void {
  const { id = "" } = stack.state.get(logicalName) ?? {};
  if (kind === "pair" || !/^[0-9a-f-]{36}$/.test(id)) {
    return;
  }
  const next = freeName(stack);
  const provider = hasSecondProvider ? choice % 2 : 0;
  const imports = provider === 1 && choice % 4 === 1; // the second one is a plugin, which has imports
  const { adopt, ...rest }: Declaration["args"] = { quota: 0, approvedDomains: [], enabled: true, ...args };
  stack.program.delete(logicalName);
  stack.program.set(next, imports ? { kind, args: rest, imports: id } : { kind, args: { ...rest, adopt: id } });
  stack.providers.set(next, provider);
  history.push(`  stack ${stack.number}: ${next} ${imports ? "imports" : "adopts"} ${id} by provider ${provider}`);
}

export function pick<Item>(items: readonly Item[], choice: number): Item | undefined {
  return items[choice % Math.max(1, items.length)];
}

/** After an error that says the outcome is unknown, nobody renames or removes the resource before it is known. */
function canEdit(stack: ModelStack, logicalName: string, edit: ProgramEdit["edit"]): boolean {
  const isRisky = ["remove", "rename", "move", "handOver", "taint"].includes(edit);
  return !isRisky || (!stack.unsettled.has(logicalName) && stack.state.has(logicalName) && stack.program.size > 1);
}

function add(account: TestAccount, stack: ModelStack, kind: ResourceKind, choice: number): void {
  const logicalName = freeName(stack);
  const args: Properties & { name: string } = {
    name: nameOf(kind, choice),
    quota: quotaOf(account, stack, choice),
    approvedDomains: domainsOf(Math.floor(choice / 3)),
    ...(choice % 5 === 0 && { enabled: false }),
    ...(choice % 7 < 2 && { rotationTrigger: 1 }),
  };
  stack.program.set(logicalName, { kind, args });
  if (account.hasSecondProvider && choice % 4 === 3) {
    stack.providers.set(logicalName, 1);
  }
  account.history.push(`  stack ${stack.number}: add ${logicalName}, a ${kind} ${JSON.stringify(args)}`);
}

function freeName(stack: ModelStack): string {
  let number = 1;
  while (stack.program.has(`k${number}`) || stack.state.has(`k${number}`)) {
    number++;
  }
  return `k${number}`;
}

function nameOf(kind: ResourceKind, choice: number): string {
  return pick(NAMES[kind], choice) as string;
}

/** Keys of two stacks differ in it: otherwise nobody could tell which stack an orphaned key belongs to. */
function quotaOf({ stacks }: TestAccount, stack: ModelStack, choice: number): number {
  return stacks.length === 1 ? (choice % 3) * 5 : (choice % 3) * stacks.length + stack.number + 1;
}

function domainsOf(choice: number): string[] {
  return [...(pick(DOMAINS, choice) ?? [])];
}
