import type { Account } from "./account";
import type { Meddling } from "./plan";

/** A second client of the account: a colleague in the dashboard, or another tool. */
export function meddle(account: Account, { do: what, choice, whose, at }: Meddling): void {
  const { simulator, strangers, stacks, history } = account;
  const isDuring = at > 0;
  if (what === "create" || (what === "twin" && isDuring)) {
    const name = ["mail", "receipts", "duo-a", "mail-b", "newsletter"][choice % 5] as string;
    const { uuid } = simulator.edit.create({ name, quota: 900 + choice });
    strangers.add(uuid);
    history.push(`  meddler: creates ${uuid} "${name}"`);
    return;
  }
  if (what === "twin") {
    // Alike in all that can be seen. While an operation is under way nobody could tell the two apart.
    const declared = stacks.flatMap(({ program }) => [...program.values()]).filter(({ pair }) => !pair);
    const args = declared[choice % Math.max(1, declared.length)]?.args;
    if (args) {
      const { name, quota, approvedDomains } = args as unknown as {
        name: string;
        quota: number;
        approvedDomains: string[];
      };
      const { uuid } = simulator.edit.create({ name, quota: quota ?? 0, approvedDomains: approvedDomains ?? [] });
      strangers.add(uuid);
      history.push(`  meddler: creates ${uuid} "${name}", a twin`);
    }
    return;
  }
  const { held } = account;
  const isLegal = (uuid: string) => {
    const isHeld = held.has(uuid);
    const isOwn = strangers.has(uuid);
    if (whose === "held" ? !isHeld : whose === "own" ? !isOwn || isHeld : false) {
      return false;
    }
    // A key that nobody has written down yet is found by its name alone.
    const isWrittenDown = (isHeld && !isDuring) || isOwn;
    return (
      isWrittenDown || what === "rotate" || what === "delete" || what === "disable" || (what === "quota" && isHeld)
    );
  };
  const legal = simulator.keys.filter(({ uuid }) => isLegal(uuid));
  const key = legal[choice % Math.max(1, legal.length)];
  if (!key) {
    return;
  }
  const { uuid } = key;
  history.push(`  meddler: ${what} ${uuid} "${key.name}"`);
  switch (what) {
    case "rotate":
      simulator.edit.rotate(uuid);
      break;
    case "rename":
      simulator.edit.rename(uuid, ["mail", "alerts", "renamed"][choice % 3] as string);
      break;
    case "delete":
      simulator.edit.delete(uuid);
      break;
    case "disable":
      simulator.edit.disable(uuid);
      break;
    case "quota":
      simulator.edit.set(uuid, { quota: 900 + choice });
      break;
  }
}
