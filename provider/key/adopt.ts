import { JetEmailError } from "../errors/jetEmailError";
import { printable } from "../errors/printable";
import type { Client } from "../jetemail/client";
import { findKey } from "./findKey";
import { type Arguments, differences, directivesOf, withDefaults } from "./model";
import { type Outputs, outputsOf } from "./outputs";
import { update } from "./update";

export interface Adopted {
  readonly id: string;
  readonly outs: Outputs;
  /** What was changed at JetEmail, for the user to read. */
  readonly changes: string[];
}

/**
 * Takes over a key that exists, token included. Settings that are declared and differ are applied; one that is not
 * declared and differs from its default is an error, so that no key loses its domains by being adopted.
 * @param onTaken is told as soon as it is certain that the key will be taken over.
 * @param inputs with `adopt`, and with every declared argument, even where it is the default.
 * @throws JetEmailError, with nothing changed, if there is no such key or the declaration does not say enough.
 * @throws PartialError if the key was taken over and only some of the declared settings could be applied.
 */
export async function adopt(
  client: Client,
  inputs: Arguments & { readonly adopt: string },
  onTaken: (id: string) => void,
): Promise<Adopted> {
  const key = findKey(await client.listKeys(), inputs.adopt, {});
  if (!key) {
    throw new JetEmailError(
      `JetEmail has no key with the uuid "${printable(inputs.adopt)}", so there is nothing to adopt, and nothing was created. Check the uuid and the account, or leave \`adopt\` out to create a new key.`,
    );
  }
  const id = key.uuid ?? inputs.adopt;
  const found = outputsOf(key, id, { ...directivesOf(inputs), rotatedAt: inputs.rotatedAt });
  const declared = withDefaults(inputs);
  const differing = differences(found, declared);
  const undeclared = differing.filter((name) => inputs[name] === undefined);
  if (undeclared.length > 0) {
    const lines = undeclared.map((name) => `${name}: ${printable(JSON.stringify(found[name]))}`);
    throw new JetEmailError(
      `The key "${printable(key.name)}" (${id}) has settings that the program does not declare, and adopting it would take them away. Nothing was changed. Declare them to keep them (${lines.join(", ")}), or declare their defaults.`,
    );
  }
  onTaken(id);
  const changes = differing.map(
    (name) => `${name}: ${JSON.stringify(found[name])} => ${JSON.stringify(declared[name])}`,
  );
  return { id, outs: await update(client, id, found, inputs), changes: changes.map(printable) };
}
