import { JetEmailError } from "../errors/jetEmailError";
import { PartialError } from "../errors/partialError";
import { printable } from "../errors/printable";
import type { Key } from "../jetemail/key";
import type { Account } from "../run/account";
import type { Claimant } from "../run/ownership";
import type { Created } from "./create";
import { findKey } from "./findKey";
import {
  type Arguments,
  differences,
  localArgumentsOf,
  type Outputs,
  SETTING_NAMES,
  type Settings,
  withDefaults,
} from "./model";
import { outputsOf } from "./outputs";
import { dueAfter } from "./rotationPolicy";
import { update, writeSettings } from "./update";

export type Adoption = Arguments & { readonly adopt: string };

/**
 * Adopts an existing key, token included. Settings that are declared and differ are applied; one that is not declared and
 * differs from its default is an error, so that no key loses its domains by being adopted. A name that is not declared
 * stays.
 * @param inputs with every declared argument, even where it is the default.
 * @throws JetEmailError, with nothing changed, if there is no such key, if this stack manages it already, or if the
 * declaration is incomplete.
 * @throws PartialError if the key was adopted and not all declared settings could be applied.
 */
export async function adopt(account: Account, inputs: Adoption, claimant: Claimant): Promise<Created<Outputs>> {
  const key = findKey(await account.listKeys(), inputs.adopt, {});
  if (!key) {
    throw new JetEmailError(
      609,
      `JetEmail has no key with the uuid "${printable(inputs.adopt)}" to adopt. Nothing was created. Check the uuid and the account, or remove \`adopt\` to create a new key.`,
    );
  }
  const id = key.uuid ?? inputs.adopt;
  const rotatedAt = account.clock.now();
  const known = { ...localArgumentsOf(inputs), rotatedAt, ...dueAfter(inputs.rotateAfterDays, rotatedAt) };
  const found = outputsOf(key, id, known, account);
  const desired = withDefaults(inputs, found);
  const hidden = hiddenSettings(key, inputs);
  const differing = [...new Set([...differences(found, desired), ...hidden])];
  const undeclared = differing.filter((name) => inputs[name] === undefined);
  if (undeclared.length > 0) {
    const lines = undeclared.map((name) => `${name}: ${printable(JSON.stringify(found[name]))}`);
    throw new JetEmailError(
      610,
      `The key "${printable(found.name)}" (${id}) has settings that the program does not declare, and adopting it would reset them. Nothing was changed. Declare them to keep them (${lines.join(", ")}), or declare their defaults to reset them.`,
    );
  }
  await account.ownedKeys.claim([{ id, apiToken: key.token }], { ...claimant, by: "adoption" });
  const changes = differing.map((name) =>
    printable(`${name}: ${JSON.stringify(found[name])} => ${JSON.stringify(desired[name])}`),
  );
  const outs = await applied(account, id, found, inputs, hidden);
  const note = `Adopted the JetEmail key "${printable(outs.name)}" (${id}): ${changes.join(", ") || "no settings changed"}.`;
  return { id, outs, notes: [note] };
}

/**
 * Applies the declared settings; those that the list does not show in any case, since no difference shows. Whatever fails,
 * somebody has to own the key: who owned it before lets it go.
 */
async function applied(
  account: Account,
  id: string,
  found: Outputs,
  inputs: Adoption,
  hidden: readonly (keyof Settings)[],
): Promise<Outputs> {
  const settings = Object.fromEntries(hidden.map((name) => [name, inputs[name]]));
  try {
    const known = hidden.length === 0 ? found : await writeSettings(account, id, found, settings);
    return await update(account, id, known, inputs);
  } catch (error) {
    throw error instanceof PartialError ? error : new PartialError(id, found, [error]);
  }
}

/** The declared settings that the list does not show. */
function hiddenSettings(key: Key, inputs: Adoption): (keyof Settings)[] {
  const isShown = (name: keyof Settings) => name === "enabled" || key[name] !== undefined;
  return SETTING_NAMES.filter((name) => !isShown(name) && inputs[name] !== undefined);
}
