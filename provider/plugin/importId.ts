import { JetEmailError } from "../errors/jetEmailError";
import { printable } from "../errors/printable";

/**
 * Pulumi keeps the id of an import as the user spells it, and compares it with the one in the state: where they differ, a
 * later update replaces what was imported, and deletes it.
 * @throws JetEmailError if the id is not the one that the state would have.
 */
export function assertImportId(id: string, canonical: string): void {
  if (id !== canonical) {
    throw new JetEmailError(
      812,
      `The id "${printable(id)}" is not spelled as JetEmail spells it, so a later update would replace what is imported. Nothing was imported. Use "${printable(canonical)}".`,
    );
  }
}
