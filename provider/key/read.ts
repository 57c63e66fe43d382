import { JetEmailError } from "../errors/jetEmailError";
import { printable } from "../errors/printable";
import type { Account } from "../run/account";
import { findCurrent } from "./findCurrent";
import { findKey } from "./findKey";
import { findOwned } from "./findOwned";
import type { Arguments, Outputs } from "./model";
import { inputsOf, outputsOf } from "./outputs";

export interface Read<Inputs, State> {
  readonly id: string;
  readonly outs: State;
  /** The effective arguments, as inputs: so that the next preview shows real value => declared value. */
  readonly inputs: Inputs;
}

/**
 * Reads a key as JetEmail has it now.
 * @param known the outputs in the state; without a token where a program looks up a key by its id.
 * @returns `undefined` only if the key is proven to be gone.
 * @throws JetEmailError if that is not proven, if a program looks up a key that does not exist, or if a key was created but
 * has never been listed.
 */
export async function read(
  account: Account,
  id: string,
  known: Partial<Outputs>,
): Promise<Read<Arguments, Outputs> | undefined> {
  if (id.startsWith("transactional_")) {
    throw new JetEmailError(
      801,
      "The id of a key is its uuid, never its token. Use the uuid, which JetEmail's dashboard shows.",
    );
  }
  const key = await listed(account, id, known);
  if (!key) {
    return undefined;
  }
  const currentId = key.uuid ?? id;
  const outs = outputsOf(key, currentId, known, account);
  return { id: currentId, outs, inputs: inputsOf(outs) };
}

async function listed(account: Account, id: string, known: Partial<Outputs>) {
  if (known.apiToken === undefined) {
    const key = findKey(await account.listKeys("cached"), id, known);
    if (!key) {
      // Pulumi would take an empty result of a look-up for a key without properties.
      throw new JetEmailError(
        802,
        `JetEmail has no key with the uuid "${printable(id)}". Check the uuid in JetEmail's dashboard, and the account.`,
      );
    }
    return key;
  }
  if (known.status === undefined) {
    const { key } = await findCurrent(account, id, known, await account.listKeys());
    if (!key) {
      throw new JetEmailError(
        803,
        `The key "${printable(known.name ?? "")}" (${id}) was created, but JetEmail has never listed it, so it may be live. Run the command again later; if the dashboard does not show it either, remove it with \`pulumi destroy --target\`.`,
      );
    }
    return key;
  }
  return findOwned(account, id, known, await account.listKeys("cached"));
}
