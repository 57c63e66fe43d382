import type { Client } from "../client/client";
import { JetEmailError, messageOf } from "../errors/jetEmailError";
import { PartialError } from "../errors/partialError";
import { type Arguments, differences, withDefaults } from "./declared";
import { findKey } from "./findKey";
import { onLiveToken } from "./onLiveToken";
import { type Outputs, outputsOf } from "./outputs";

/**
 * Changes what differs, and only that: one request for the settings and, because JetEmail ignores every other field
 * beside `status`, a second one for the switch. First completes a key whose creation stopped half-way.
 * @throws PartialError if something was done and the rest failed: `properties` tell what is in force.
 */
export async function update(client: Client, id: string, olds: Outputs, news: Arguments): Promise<Outputs> {
  let outs = olds.status === undefined ? await complete(client, id, olds) : olds;
  const after = withDefaults(news);
  const changed = differences(outs, after);
  const settings = Object.fromEntries(changed.filter((name) => name !== "enabled").map((name) => [name, after[name]]));
  try {
    if (Object.keys(settings).length > 0) {
      outs = await onLiveToken(client, id, outs, (token) => client.updateKey(token, settings));
      outs = { ...outs, ...after, enabled: outs.enabled };
    }
    if (changed.includes("enabled")) {
      outs = await onLiveToken(client, id, outs, (token) => client.setEnabled(token, after.enabled));
      outs = { ...outs, enabled: after.enabled, status: after.enabled ? "active" : "disabled" };
    }
    return outs;
  } catch (error) {
    if (outs === olds) {
      throw error;
    }
    throw new PartialError(id, outs, [
      `The key was changed in part. ${messageOf(error)}`,
      "Run `pulumi up` again to complete it.",
    ]);
  }
}

async function complete(client: Client, id: string, known: Outputs): Promise<Outputs> {
  const key = findKey(await client.listKeys(), id, known);
  if (!key) {
    throw new JetEmailError(
      `The key "${known.name}" was created and its token is saved, but JetEmail does not list it yet. Run \`pulumi up\` again later.`,
    );
  }
  return outputsOf(key, id, known);
}
