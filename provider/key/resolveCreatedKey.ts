import { JetEmailError } from "../errors/jetEmailError";
import { printable } from "../errors/printable";
import type { Client } from "../jetemail/client";
import { findKey } from "./findKey";
import { type Outputs, outputsOf } from "./outputs";

/** Looks up a key whose creation stopped before the list had shown it; any other is known already. */
export async function complete(client: Client, id: string, known: Outputs): Promise<Outputs> {
  if (known.status !== undefined) {
    return known;
  }
  const key = findKey(await client.listKeys(), id, known);
  if (!key) {
    throw new JetEmailError(
      `The key "${printable(known.name)}" was created and its token is saved, but JetEmail does not list it yet. Run \`pulumi up\` again later.`,
    );
  }
  return outputsOf(key, id, known);
}
