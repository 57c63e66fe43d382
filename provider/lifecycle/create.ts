import type { Client } from "../client/client";
import { JetEmailError, messageOf } from "../errors/jetEmailError";
import { PartialError } from "../errors/partialError";
import { type Arguments, withDefaults } from "./declared";
import { findKey } from "./findKey";
import { type Outputs, outputsOf, outputsOfNewKey, standInId } from "./outputs";

/**
 * Creates a key and looks up its uuid.
 * @throws PartialError if the key exists but was not switched off or found in the list: its token is in `properties`.
 */
export async function create(client: Client, inputs: Arguments): Promise<{ id: string; outs: Outputs }> {
  const { enabled, ...settings } = withDefaults(inputs);
  const token = await client.createKey(settings);

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
    const key = findKey(await client.listKeys(), id, { apiToken: token });
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
