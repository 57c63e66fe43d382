import { JetEmailError } from "../errors/jetEmailError";
import { printable } from "../errors/printable";
import type { Account } from "../run/account";
import { findCurrent } from "./findCurrent";
import type { Outputs } from "./model";
import { outputsOf } from "./outputs";

/** Looks up a key that is partially created, since the list has never shown it; any other is complete already. */
export async function resolveCreatedKey(account: Account, id: string, known: Outputs): Promise<Outputs> {
  if (known.status !== undefined) {
    return known;
  }
  const { key } = await findCurrent(account, id, known, await account.listKeys());
  if (!key) {
    throw new JetEmailError(
      608,
      `JetEmail does not list the new key "${printable(known.name)}" yet; its token is saved. Run \`pulumi up\` again later.`,
    );
  }
  return outputsOf(key, id, known, account);
}
