import { tell } from "../dynamic/errorBoundary";
import { JetEmailError, messageOf } from "../errors/jetEmailError";
import { PartialError } from "../errors/partialError";
import { printable } from "../errors/printable";
import type { Client } from "../jetemail/client";
import { Ledger } from "../run/createJournal";
import { adoptIt, idOf, NEW, type Remedy } from "./conflictAdvice";
import { issueToken } from "./createOnce";
import { findKey } from "./findKey";
import { type Arguments, withDefaults } from "./model";
import { namesakesOf, refuse } from "./nameConflicts";
import { type Outputs, outputsOf, outputsOfNewKey, standInId } from "./outputs";

/**
 * Creates a key and looks up its uuid.
 * @param remedy for keys that are in the way.
 * @throws PartialError if the key exists but was not switched off or found in the list: its token is in `properties`.
 */
export async function create(
  client: Client,
  inputs: Arguments,
  ledger: Ledger = new Ledger(),
  remedy: Remedy = adoptIt,
): Promise<{ id: string; outs: Outputs }> {
  const { enabled, ...settings } = withDefaults(inputs);
  const token =
    ledger.issued(inputs) ??
    (await ledger.inTurn(JSON.stringify(settings), async () => {
      const strangers = await namesakesOf(client, [inputs.name], ledger);
      if (inputs.adopt !== NEW) {
        refuse(strangers, remedy);
      } else if (strangers.length > 0) {
        // One of them may be what an interrupted update left, so none stays unnamed.
        tell(
          `Creating another key "${printable(inputs.name)}" beside ${strangers.map(idOf).join(", ")}, which this stack does not hold.`,
        );
      }
      const issued = await issueToken(client, settings, ledger, remedy);
      ledger.claims.claim(issued);
      ledger.keepIssued(inputs, issued);
      return issued;
    }));

  // From here on the token exists nowhere else: whatever fails, it must reach the state.
  let id = standInId(token);
  let outs = outputsOfNewKey(token, { ...inputs, enabled: true });
  const reasons: string[] = [];
  if (!enabled) {
    try {
      await client.setEnabled(token, false);
      outs = { ...outs, enabled };
    } catch (error) {
      reasons.push(`The key was created and is live, but could not be switched off. ${messageOf(error)}`);
    }
  }
  try {
    const key = findKey(await ledger.listCreated(client), id, { apiToken: token });
    if (!key) {
      throw new JetEmailError("JetEmail does not list the new key yet.");
    }
    id = key.uuid ?? id;
    outs = outputsOf(key, id, outs);
  } catch (error) {
    reasons.push(`The key was created and its token saved, but its uuid could not be looked up. ${messageOf(error)}`);
  }
  if (reasons.length > 0) {
    throw new PartialError(id, outs, [...reasons, "Run `pulumi up` again to complete it."]);
  }
  return { id, outs };
}
