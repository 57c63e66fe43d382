import { JetEmailError } from "../errors/jetEmailError";
import { printable } from "../errors/printable";
import type { Account } from "../run/account";
import { findKey } from "./findKey";
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
 * @param known the outputs in the state; empty where a program looks up a key by its id.
 * @returns `undefined` only if a list that was read completely lacks the key.
 * @throws JetEmailError if a program looks up a key that does not exist, or if a key was created but has never been
 * listed: it is not known to be gone.
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
  const isPartiallyCreated = known.apiToken !== undefined && known.status === undefined;
  const key = findKey(await account.listKeys(isPartiallyCreated ? "strict" : "cached"), id, known);
  if (key) {
    const currentId = key.uuid ?? id;
    const outs = outputsOf(key, currentId, known, account.clock);
    return { id: currentId, outs, inputs: inputsOf(outs) };
  }
  if (known.apiToken === undefined) {
    // Pulumi would take an empty result of a look-up for a key without properties.
    throw new JetEmailError(
      802,
      `JetEmail has no key with the uuid "${printable(id)}". Check the uuid in JetEmail's dashboard, and the account.`,
    );
  }
  if (isPartiallyCreated) {
    throw new JetEmailError(
      803,
      `The key "${printable(known.name ?? "")}" (${id}) was created, but JetEmail has never listed it, so it may be live. Run the command again later; if the dashboard does not show it either, remove it with \`pulumi destroy --target\`.`,
    );
  }
  return undefined;
}
