import { JetEmailError } from "../errors/jetEmailError";
import { printable } from "../errors/printable";
import type { Account } from "../run/account";
import type { IssuedToken } from "../run/issuedTokens";
import { adviseAdopt, type ConflictAdvice, idOf } from "./conflictAdvice";
import { createOnce } from "./createOnce";
import { findKey } from "./findKey";
import { type Arguments, NEW, type Outputs, withDefaults } from "./model";
import { assertNoConflict, unmanagedKeys } from "./nameConflicts";
import { outputsOf, outputsOfNewKey } from "./outputs";
import { meaning, runSteps, type Step } from "./steps";

export interface Created<State> {
  readonly id: string;
  readonly outs: State;
  /** What the user has to be told. */
  readonly notes: readonly string[];
}

/**
 * Creates a key and looks up its uuid.
 * @param advise on unmanaged keys with its name.
 * @throws PartialError if the key exists but was not switched off or found in the list: its token is in `properties`.
 */
export async function create(
  account: Account,
  inputs: Arguments,
  advise: ConflictAdvice = adviseAdopt,
): Promise<Created<Outputs>> {
  const { enabled, ...settings } = withDefaults(inputs);
  const { token, notes } =
    account.issuedTokens.get(inputs) ??
    (await account.createMutex.run(JSON.stringify(settings), () => issue(account, inputs, advise)));

  // From here on the token exists nowhere else: whatever fails, it must reach the state.
  const created = outputsOfNewKey(token, { ...inputs, enabled: true }, account.clock);
  const steps = [...(enabled ? [] : [switchOff(account)]), lookUp(account)];
  const outs = await runSteps(created, steps, { id: ({ uuid }) => uuid, keepGoing: true, notes });
  return { id: outs.uuid, outs, notes };
}

async function issue(account: Account, inputs: Arguments, advise: ConflictAdvice): Promise<IssuedToken> {
  const { enabled, ...settings } = withDefaults(inputs);
  const conflicts = await unmanagedKeys(account, [inputs.name]);
  const notes: string[] = [];
  if (inputs.adopt !== NEW) {
    assertNoConflict(conflicts, advise);
  } else if (conflicts.length > 0) {
    // One of them may be what an interrupted update left, so none stays unnamed.
    notes.push(
      `Created another key named "${printable(inputs.name)}", beside ${conflicts.map(idOf).join(", ")}, which this stack does not manage.`,
    );
  }
  const token = await createOnce(account, settings, advise);
  account.ownedKeys.ownCreated(token);
  account.issuedTokens.keep(inputs, { token, notes });
  return { token, notes };
}

function switchOff(account: Account): Step<Outputs> {
  return meaning([606, "The key was created and is live, but could not be switched off."], async (outs) => {
    await account.client.setEnabled(outs.apiToken, false);
    return { ...outs, enabled: false };
  });
}

function lookUp(account: Account): Step<Outputs> {
  return meaning(
    [607, "The key was created and its token saved, but its uuid could not be looked up."],
    async (outs) => {
      const key = findKey(await account.listKeys("batched"), outs.uuid, { apiToken: outs.apiToken });
      if (!key) {
        throw new JetEmailError(608, "JetEmail does not list the new key yet.");
      }
      return outputsOf(key, key.uuid ?? outs.uuid, outs, account.clock);
    },
  );
}
