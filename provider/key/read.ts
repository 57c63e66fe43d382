import { JetEmailError } from "../errors/jetEmailError";
import { printable } from "../errors/printable";
import type { Client } from "../jetemail/client";
import { findKey } from "./findKey";
import type { Arguments } from "./model";
import { inputsOf, type Outputs, outputsOf } from "./outputs";

export interface ReadKey {
  readonly id: string;
  readonly outs: Outputs;
  /** The arguments in force, as inputs: so that the next preview shows real value => declared value. */
  readonly inputs: Arguments;
}

/**
 * Reads a key as JetEmail has it now.
 * @param known the outputs in the state; empty where a program looks up a key by its id.
 * @returns `undefined` only if a list that was read whole does not hold the key.
 * @throws JetEmailError if a program looks up a key that does not exist, or if a key was created but has never been
 * seen in the list: it is not known to be gone.
 */
export async function read(client: Client, id: string, known: Partial<Outputs>): Promise<ReadKey | undefined> {
  if (id.startsWith("transactional_")) {
    throw new JetEmailError(
      "The id of a key is its uuid, never its token. Give the uuid, which JetEmail's list shows.",
    );
  }
  const isHalfMade = known.apiToken !== undefined && known.status === undefined;
  const key = findKey(await (isHalfMade ? client.listKeys() : client.knownKeys()), id, known);
  if (!key) {
    if (known.apiToken === undefined) {
      // Pulumi would take an empty result of a look-up for a key without properties.
      throw new JetEmailError(`JetEmail has no key with the uuid "${printable(id)}". Look it up in the dashboard.`);
    }
    if (isHalfMade) {
      throw new JetEmailError(
        `The key "${known.name}" (${id}) was created, but JetEmail has never listed it, so it may be live. Run the command again later; if the dashboard does not show it either, remove it with \`pulumi destroy --target\`.`,
      );
    }
    return undefined;
  }
  const currentId = key.uuid ?? id;
  const outs = outputsOf(key, currentId, known);
  return { id: currentId, outs, inputs: inputsOf(outs) };
}
