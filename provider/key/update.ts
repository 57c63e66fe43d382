import type { Account } from "../run/account";
import { type Arguments, differences, type Outputs, type Settings, withDefaults, withLocalArguments } from "./model";
import { resolveCreatedKey } from "./resolveCreatedKey";
import { rotate } from "./rotate";
import { isRotationDue } from "./rotationPolicy";
import { runSteps } from "./steps";
import { withCurrentToken } from "./withCurrentToken";

/**
 * Changes what differs, and only that. First completes a key that is partially created; then rotates, if due, since a
 * leak cannot wait; then one request for the settings and, because JetEmail ignores every other field beside `status`,
 * another for the switch.
 * @throws PartialError if something was done and the rest failed: `properties` tell what is in effect.
 * @see https://jetemail.com/docs/api-reference/outbound/update-transactional-api-key
 */
export async function update(account: Account, id: string, olds: Outputs, news: Arguments): Promise<Outputs> {
  const desired = withDefaults(news);
  const outs = await runSteps(
    olds,
    [
      (known) => resolveCreatedKey(account, id, known),
      (known) => rotateIfDue(account, id, known, news),
      (known) => updateSettings(account, id, known, desired),
      (known) => updateSwitch(account, id, known, desired),
    ],
    { id: () => id, meaning: [701, "The key was changed in part."] },
  );
  return withLocalArguments(outs, news);
}

async function rotateIfDue(account: Account, id: string, outs: Outputs, news: Arguments): Promise<Outputs> {
  if (!isRotationDue(outs, news)) {
    return outs;
  }
  const rotated = await rotate(account, id, outs, news.rotatedAt);
  // The trigger is saved with the rotation, so that a later failure does not rotate again.
  const { rotationTrigger } = news;
  return rotationTrigger === undefined ? rotated : { ...rotated, rotationTrigger };
}

async function updateSettings(account: Account, id: string, outs: Outputs, desired: Settings): Promise<Outputs> {
  const changed = differences(outs, desired).filter((name) => name !== "enabled");
  if (changed.length === 0) {
    return outs;
  }
  const settings: Partial<Settings> = Object.fromEntries(changed.map((name) => [name, desired[name]]));
  const updated = await withCurrentToken(account, id, outs, (token) => account.client.updateKey(token, settings));
  return { ...updated, ...settings };
}

async function updateSwitch(account: Account, id: string, outs: Outputs, { enabled }: Settings): Promise<Outputs> {
  if (outs.enabled === enabled) {
    return outs;
  }
  const updated = await withCurrentToken(account, id, outs, (token) => account.client.setEnabled(token, enabled));
  return { ...updated, enabled, status: enabled ? "active" : "disabled" };
}
