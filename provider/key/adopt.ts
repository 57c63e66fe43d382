import { JetEmailError } from "../errors/jetEmailError";
import { printable } from "../errors/printable";
import type { Account } from "../run/account";
import type { Created } from "./create";
import { findKey } from "./findKey";
import { type Arguments, differences, localArgumentsOf, type Outputs, withDefaults } from "./model";
import { outputsOf } from "./outputs";
import { update } from "./update";

export type Adoption = Arguments & { readonly adopt: string };

/**
 * Adopts an existing key, token included. Settings that are declared and differ are applied; one that is not declared and
 * differs from its default is an error, so that no key loses its domains by being adopted.
 * @param inputs with every declared argument, even where it is the default.
 * @throws JetEmailError, with nothing changed, if there is no such key, if this stack manages it already, or if the
 * declaration is incomplete.
 * @throws PartialError if the key was adopted and only some of the declared settings could be applied.
 */
export async function adopt(account: Account, inputs: Adoption): Promise<Created<Outputs>> {
  const conflict = account.ownedKeys.adoptionConflict(inputs.adopt);
  if (conflict) {
    throw conflict;
  }
  const key = findKey(await account.listKeys(), inputs.adopt, {});
  if (!key) {
    throw new JetEmailError(
      609,
      `JetEmail has no key with the uuid "${printable(inputs.adopt)}" to adopt. Nothing was created. Check the uuid and the account, or remove \`adopt\` to create a new key.`,
    );
  }
  const id = key.uuid ?? inputs.adopt;
  const known = { ...localArgumentsOf(inputs), rotatedAt: inputs.rotatedAt };
  const found = outputsOf(key, id, known, account.clock);
  const desired = withDefaults(inputs);
  const differing = differences(found, desired);
  const undeclared = differing.filter((name) => inputs[name] === undefined);
  if (undeclared.length > 0) {
    const lines = undeclared.map((name) => `${name}: ${printable(JSON.stringify(found[name]))}`);
    throw new JetEmailError(
      610,
      `The key "${printable(key.name)}" (${id}) has settings that the program does not declare, and adopting it would reset them. Nothing was changed. Declare them to keep them (${lines.join(", ")}), or declare their defaults to reset them.`,
    );
  }
  account.ownedKeys.adopt(id);
  const changes = differing.map((name) =>
    printable(`${name}: ${JSON.stringify(found[name])} => ${JSON.stringify(desired[name])}`),
  );
  const outs = await update(account, id, found, inputs);
  const note = `Adopted the JetEmail key "${printable(outs.name)}" (${id}): ${changes.join(", ") || "no settings changed"}.`;
  return { id, outs, notes: [note] };
}
