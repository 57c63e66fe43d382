import type { Outcome } from "../model/engine";
import type { Declaration, ModelStack } from "../model/modelStack";
import { advisesTargetedDestroy, keysNamedIn, saysNothingToAdopt, saysNothingToImport } from "./messages";
import type { TestAccount } from "./testAccount";

/**
 * Does to a program what the errors of an operation advise.
 * @returns how many keys the program adopts from now on, and the resources to take out of the state by
 * `pulumi destroy --target`.
 */
export function applyAdvice(account: TestAccount, stack: ModelStack, outcomes: readonly Outcome[]) {
  let adopted = 0;
  const toDestroy: string[] = [];
  for (const { logicalName, call, message } of outcomes) {
    const declaration = stack.program.get(logicalName);
    if (advisesTargetedDestroy(message)) {
      toDestroy.push(logicalName);
    } else if (declaration && saysNothingToAdopt(message)) {
      delete declaration.args.adopt;
    } else if (declaration && saysNothingToImport(message)) {
      const { imports, ...others } = declaration;
      stack.program.set(logicalName, others);
    } else if (declaration && (call === "create" || call === "update")) {
      const uuids = keysNamedIn(message, declaration.kind);
      if (declaration.kind === "pair") {
        makeRoom(account, stack, logicalName, declaration, uuids);
      } else if (uuids.length > 0) {
        adopted += adopt(account, stack, logicalName, declaration, uuids) ? 1 : 0;
      }
    }
  }
  return { adopted, toDestroy };
}

/** @returns whether a key is adopted; a second one of its name is created otherwise. */
function adopt(
  account: TestAccount,
  stack: ModelStack,
  logicalName: string,
  { args }: Declaration,
  uuids: readonly string[],
): boolean {
  const reserved = new Set(
    account.stacks.flatMap(({ program }) =>
      [...program.values()].flatMap(({ args, imports }) => [args.adopt, imports]),
    ),
  );
  const free = uuids.filter((uuid) => !reserved.has(uuid));
  const orphaned = free.find((uuid) => isOrphanOf(account, stack, uuid));
  const moved = free.find((uuid) => isToBeDeleted(stack, uuid));
  const chosen = orphaned ?? moved ?? "new";
  // All settings are given, so that adopting resets the ones that the program leaves to their defaults.
  Object.assign(args, { quota: 0, approvedDomains: [], enabled: true, ...args, adopt: chosen });
  account.history.push(`  stack ${stack.number}: ${logicalName} follows the advice: adopt "${chosen}"`);
  return chosen !== "new";
}

/** A pair adopts nothing: the keys in its way are deleted in the dashboard, or the pair gets another name. */
function makeRoom(
  { owned, simulator, history }: TestAccount,
  stack: ModelStack,
  logicalName: string,
  { args }: Declaration,
  uuids: readonly string[],
): void {
  for (const uuid of uuids) {
    if (owned.has(uuid)) {
      args.name = `${args.name.slice(0, 20)}-${stack.number}${logicalName}`;
      history.push(`  stack ${stack.number}: ${logicalName} is renamed to ${args.name}`);
    } else if (simulator.keys.some((key) => key.uuid === uuid)) {
      simulator.edit.delete(uuid);
      history.push(`  ${uuid}, in the way of the pair ${logicalName}, is deleted in the dashboard`);
    }
  }
}

/** Whether this stack created the key and lost track of it. The quota tells the owner of two stacks which of them did. */
function isOrphanOf({ simulator, unmanaged, owned, stacks }: TestAccount, stack: ModelStack, uuid: string): boolean {
  const key = simulator.keys.find((each) => each.uuid === uuid);
  if (!key || unmanaged.has(uuid) || owned.has(uuid)) {
    return false;
  }
  return stacks.length === 1 || (key.quota - stack.number - 1) % stacks.length === 0;
}

function isToBeDeleted(stack: ModelStack, uuid: string): boolean {
  return stack.ownedKeys().some((key) => key.uuid === uuid && !stack.program.has(key.logicalName));
}
