import type { Account } from "../run/account";
import {
  type Arguments,
  differences,
  localArgumentsOf,
  type Outputs,
  type Settings,
  withDefaults,
  withLocalArguments,
} from "./model";
import { resolveCreatedKey } from "./resolveCreatedKey";
import { rotate } from "./rotate";
import { dueAfter, rotationDue } from "./rotationPolicy";
import { runSteps } from "./steps";
import { withCurrentToken } from "./withCurrentToken";

/**
 * Changes what differs, and only that. First completes a key that is partially created; then rotates, if due, since a
 * leak cannot wait, but not before a key that is off is switched on, since JetEmail may refuse to rotate it; then one
 * request for the settings and, because JetEmail ignores every other field beside `status`, another for the switch.
 * @throws PartialError if something was done and the rest failed: `properties` are what is in effect.
 * @see https://jetemail.com/docs/api-reference/outbound/update-transactional-api-key
 */
export async function update(account: Account, id: string, olds: Outputs, news: Arguments): Promise<Outputs> {
  const desired = withDefaults(news, olds);
  const isDue = rotationDue(olds, news, account.clock.now()) !== false;
  const outs = await runSteps(
    olds,
    [
      (known) => resolveCreatedKey(account, id, known),
      async (known) => (isDue && desired.enabled ? updateSwitch(account, id, known, desired) : known),
      async (known) => (isDue ? rotateFor(account, id, known, news, desired) : known),
      (known) => updateSettings(account, id, known, desired),
      (known) => updateSwitch(account, id, known, desired),
    ],
    { id: () => id, meaning: [701, "The key was changed in part."] },
  );
  return withPeriodOf(account, withLocalArguments(outs, news), olds);
}

async function rotateFor(
  account: Account,
  id: string,
  outs: Outputs,
  news: Arguments,
  desired: Settings,
): Promise<Outputs> {
  const rotated = await rotate(account, id, outs, requestsOfChange(outs, desired));
  // The trigger is saved with the rotation, so that a later failure does not rotate again.
  return { ...rotated, ...localArgumentsOf({ rotationTrigger: news.rotationTrigger ?? outs.rotationTrigger }) };
}

/** How many requests it takes to bring a key to the desired settings. */
export function requestsOfChange(outs: Outputs, desired: Settings): number {
  const changed = differences(outs, desired);
  return (changed.includes("enabled") ? 1 : 0) + (changed.some((name) => name !== "enabled") ? 1 : 0);
}

async function updateSettings(account: Account, id: string, outs: Outputs, desired: Settings): Promise<Outputs> {
  const changed = differences(outs, desired).filter((name) => name !== "enabled");
  if (changed.length === 0) {
    return outs;
  }
  return writeSettings(account, id, outs, Object.fromEntries(changed.map((name) => [name, desired[name]])));
}

/** Sends settings, whether they differ or not. */
export async function writeSettings(
  account: Account,
  id: string,
  outs: Outputs,
  settings: Partial<Settings>,
): Promise<Outputs> {
  const updated = await withCurrentToken(account, id, outs, (token) => account.client.updateKey(token, settings));
  return { ...updated, ...settings };
}

export async function updateSwitch(
  account: Account,
  id: string,
  outs: Outputs,
  { enabled }: Settings,
): Promise<Outputs> {
  if (outs.enabled === enabled) {
    return outs;
  }
  const updated = await withCurrentToken(account, id, outs, (token) => account.client.setEnabled(token, enabled));
  return { ...updated, enabled, status: enabled ? "active" : "disabled" };
}

/** A period that is given or changed counts from now on: a key that is older must not rotate at the next update. */
export function withPeriodOf<State extends { rotateAfterDays?: number; rotationDueAt?: string }>(
  account: Account,
  outs: State,
  olds: { readonly rotateAfterDays?: number },
): State {
  if (outs.rotateAfterDays === olds.rotateAfterDays && outs.rotationDueAt !== undefined) {
    return outs;
  }
  const { rotationDueAt, ...rest } = outs;
  return { ...(rest as State), ...dueAfter(outs.rotateAfterDays, account.clock.now()) };
}
