import { messageOf } from "../errors/jetEmailError";
import { PartialError } from "../errors/partialError";
import type { Client } from "../jetemail/client";
import { type Arguments, type Declared, differences, directivesOf, withDefaults } from "./model";
import type { Outputs } from "./outputs";
import { complete } from "./resolveCreatedKey";
import { rotate } from "./rotate";
import { isRotationDue } from "./rotationPolicy";
import { onLiveToken } from "./withCurrentToken";

/**
 * Changes what differs, and only that. First completes a key whose creation stopped half-way; then rotates, if due,
 * since a leak cannot wait; then one request for the settings and, because JetEmail ignores every other field beside
 * `status`, another for the switch.
 * @throws PartialError if something was done and the rest failed: `properties` tell what is in force.
 */
export async function update(client: Client, id: string, olds: Outputs, news: Arguments): Promise<Outputs> {
  let outs = olds;
  try {
    outs = await complete(client, id, outs);
    if (isRotationDue(outs, news)) {
      outs = withRotationOf(news, await rotate(client, id, outs, news.rotatedAt));
    }
    const after = withDefaults(news);
    const { enabled, ...settings } = changesBetween(outs, after);
    if (Object.keys(settings).length > 0) {
      outs = await onLiveToken(client, id, outs, (token) => client.updateKey(token, settings));
      outs = { ...outs, ...settings };
    }
    if (enabled !== undefined) {
      outs = await onLiveToken(client, id, outs, (token) => client.setEnabled(token, enabled));
      outs = { ...outs, enabled, status: enabled ? "active" : "disabled" };
    }
    return withDirectivesOf(news, outs);
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

function changesBetween(before: Declared, after: Declared): Partial<Declared> {
  return Object.fromEntries(differences(before, after).map((name) => [name, after[name]]));
}

/** What was rotated for is written down with the rotation, so that a later failure does not rotate again. */
function withRotationOf({ rotationTrigger }: Arguments, outs: Outputs): Outputs {
  return rotationTrigger === undefined ? outs : { ...outs, rotationTrigger };
}

function withDirectivesOf(
  news: Arguments,
  { rotationTrigger, rotateAfterDays, account, adopt, ...outs }: Outputs,
): Outputs {
  return { ...outs, ...directivesOf(news) };
}
