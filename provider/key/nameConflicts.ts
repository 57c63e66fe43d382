import { JetEmailError } from "../errors/jetEmailError";
import { printable } from "../errors/printable";
import type { Client } from "../jetemail/client";
import type { Key } from "../jetemail/key";
import { indexOf } from "../jetemail/keyIndex";
import type { Ledger } from "../run/createJournal";
import type { Remedy } from "./conflictAdvice";

/**
 * An update that was interrupted between JetEmail's answer and Pulumi's writing leaves a key that nobody knows of.
 * Pulumi then just creates again, and tells the provider nothing. So a key of the same name that this stack does not
 * hold stops a create: it is never taken over by accident, and never left unnamed.
 * @returns the keys of these names that were there before this run and that the stack does not hold.
 */
export async function namesakesOf(client: Client, names: readonly string[], ledger: Ledger): Promise<Key[]> {
  const { byName } = indexOf(await ledger.baseline(client));
  const found = await Promise.all(
    names.map(async (name) => {
      const namesakes = byName.get(name) ?? [];
      const claimed = await Promise.all(namesakes.map((key) => ledger.claims.hasSoon(key)));
      const strangers = namesakes.filter((_key, index) => !claimed[index]);
      return strangers.length > ledger.claims.expected(name) ? strangers : [];
    }),
  );
  return found.flat();
}

/** @throws JetEmailError that names the keys which are in the way of a create, if there are any. */
export function refuse(namesakes: readonly Key[], remedy: Remedy): void {
  if (namesakes.length > 0) {
    const names = [...new Set(namesakes.map(({ name }) => `"${printable(name)}"`))].join(" and ");
    throw new JetEmailError(
      `JetEmail already has ${namesakes.length === 1 ? "a key" : `${namesakes.length} keys`} named ${names} that this stack does not hold, perhaps from an update that was interrupted. Nothing was created. ${remedy(namesakes)}`,
    );
  }
}
