import { pick } from "./programEdits";
import type { Action } from "./scenario";
import type { TestAccount } from "./testAccount";

/** What a second client of the account does: a colleague in the dashboard, or another tool. */
export function act(account: TestAccount, { action, choice, target, atRequest }: Action): void {
  const { simulator, history } = account;
  const isDuringOperation = atRequest > 0;
  if (action === "create" || (action === "createTwin" && isDuringOperation)) {
    create(account, {
      name: pick(["mail", "receipts", "duo-a", "mail-b", "newsletter"], choice) as string,
      quota: 900 + choice,
    });
    return;
  }
  if (action === "createTwin") {
    createTwin(account, choice);
    return;
  }
  const { owned, unmanaged } = account;
  const isTarget = (uuid: string) => {
    const isOwned = owned.has(uuid);
    const isUnmanaged = unmanaged.has(uuid);
    if (target === "owned" ? !isOwned : target === "unmanaged" ? !isUnmanaged || isOwned : false) {
      return false;
    }
    // A key that is in no state yet can only be found by its name and settings, so those stay as they are.
    const isInState = (isOwned && !isDuringOperation) || isUnmanaged;
    const keepsIdentity = action === "rotate" || action === "delete" || action === "disable";
    return isInState || keepsIdentity || (action === "quota" && isOwned);
  };
  const key = pick(
    simulator.keys.filter(({ uuid }) => isTarget(uuid)),
    choice,
  );
  if (!key) {
    return;
  }
  history.push(`  concurrent actor: ${action} ${key.uuid} "${key.name}"`);
  switch (action) {
    case "rotate":
      simulator.edit.rotate(key.uuid);
      break;
    case "rename":
      simulator.edit.rename(key.uuid, pick(["mail", "alerts", "renamed"], choice) as string);
      break;
    case "delete":
      simulator.edit.delete(key.uuid);
      break;
    case "disable":
      simulator.edit.disable(key.uuid);
      break;
    case "quota":
      simulator.edit.set(key.uuid, { quota: 900 + choice });
      break;
  }
}

/** A key like a declared one in everything that can be seen. During an operation nobody could tell the two apart. */
function createTwin(account: TestAccount, choice: number): void {
  const declared = account.stacks.flatMap(({ program }) => [...program.values()]).filter(({ kind }) => kind === "key");
  const args = pick(declared, choice)?.args;
  if (args) {
    create(account, {
      name: args.name,
      quota: Number(args.quota ?? 0),
      approvedDomains: (args.approvedDomains ?? []) as string[],
    });
  }
}

function create({ simulator, unmanaged, history }: TestAccount, settings: Parameters<typeof simulator.edit.create>[0]) {
  const { uuid, name } = simulator.edit.create(settings);
  unmanaged.add(uuid);
  history.push(`  concurrent actor: create ${uuid} ${JSON.stringify({ ...settings, name })}`);
}
