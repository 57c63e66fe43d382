import { JetEmailError } from "../errors/jetEmailError";
import { printable } from "../errors/printable";
import type { KeyList } from "../jetemail/keyList";
import type { Account } from "../run/account";
import type { ResourceStamp } from "../run/clock";
import type { IssuedToken } from "../run/issuedTokens";
import { adviseAdopt, type ConflictAdvice, idOf } from "./conflictAdvice";
import { appearedSince, createOnce } from "./createOnce";
import { findKey } from "./findKey";
import { namesInUse } from "./interruptedCreates";
import { type Arguments, differences, NEW, type Outputs, type Settings, withDefaults } from "./model";
import { assertNoConflict, lateNotes, twinNotes, unmanagedKeys } from "./nameConflicts";
import { outputsOf, outputsOfNewKey } from "./outputs";
import { meaning, runSteps, type Step } from "./steps";

export interface Created<State> {
  readonly id: string;
  readonly outs: State;
  /** What the user has to be told. */
  readonly notes: readonly string[];
}

/** The arguments of a key that is not adopted: they have a name. */
export type NewKey = Arguments & { readonly name: string };

/**
 * Creates a key and looks up its uuid.
 * @param resource identifies the resource in this run.
 * @param advise on unmanaged keys with its name.
 * @throws PartialError if the key exists but was not switched off or found in the list, or has an unmanaged twin: its token
 * is in `properties`.
 */
export async function create(
  account: Account,
  inputs: NewKey,
  resource: ResourceStamp,
  advise: ConflictAdvice = adviseAdopt,
): Promise<Created<Outputs>> {
  const { enabled } = withDefaults(inputs);
  const issued =
    account.issuedTokens.get(resource) ??
    (await account.createMutex.run(inputs.name, () => issue(account, inputs, resource, advise)));
  const { uncertainSince } = issued;
  const notes = [...issued.notes];

  // From here on the token exists nowhere else: whatever fails, it must reach the state.
  const created = outputsOfNewKey(issued, { ...inputs, enabled: true }, account);
  const steps = [
    ...(enabled ? [] : [switchOff(account)]),
    lookUp(account, async (list) => {
      // After a lost response, what has appeared beside the key is an error.
      notes.push(...(uncertainSince === undefined ? await lateNotes(account, list, issued, inputs.name) : []));
    }),
    ...(uncertainSince === undefined ? [] : [assertNoTwin(account, uncertainSince)]),
  ];
  const outs = await runSteps(created, steps, { id: ({ uuid }) => uuid, keepGoing: true, notes });
  return { id: outs.uuid, outs, notes: [...notes, ...storedOtherwise(outs, inputs)] };
}

async function issue(
  account: Account,
  inputs: NewKey,
  resource: ResourceStamp,
  advise: ConflictAdvice,
): Promise<IssuedToken> {
  const { enabled, ...settings } = withDefaults(inputs);
  const notes: string[] = [];
  if (inputs.adopt === NEW) {
    notes.push(...(await twinNotes(account, inputs.name)));
  } else {
    const conflicts = await unmanagedKeys(account, await namesInUse(account, resource, inputs.name));
    await account.createRecords.settle(resource); // they are named once
    assertNoConflict(conflicts, advise);
    assertResolved(account, inputs.name);
  }
  const since = account.journal.position();
  await account.createRecords.begin(resource, inputs.name);
  const created = await createOnce(account, settings, advise, requestsOfCreate({ enabled }));
  const issued = { ...created, since, issuedAt: account.clock.now(), notes };
  account.issuedTokens.keep(resource, issued);
  return issued;
}

/** The create itself, the list that has the uuid, and what switches the key off. */
export function requestsOfCreate({ enabled }: Pick<Settings, "enabled">): number {
  return enabled ? 2 : 3;
}

/** Pulumi's error hooks may call for a create again, sooner than the one before it shows up in the list. */
function assertResolved({ journal }: Account, name: string): void {
  if (journal.unresolved.has(name)) {
    throw new JetEmailError(
      614,
      `An earlier create of a key named "${printable(name)}" in this update may still make one, and JetEmail lists none so far. Nothing was created. Run \`pulumi up\` again in a minute: if the key exists by then, the error names it and says what to do.`,
    );
  }
}

function switchOff(account: Account): Step<Outputs> {
  return meaning([606, "The key was created and is live, but could not be switched off."], async (outs) => {
    await account.client.setEnabled(outs.apiToken, false);
    return { ...outs, enabled: false };
  });
}

/** @param onFound called with the list that has the key. */
function lookUp(account: Account, onFound: (list: KeyList) => Promise<void>): Step<Outputs> {
  return meaning(
    [607, "The key was created and its token saved, but its uuid could not be looked up."],
    async (outs) => {
      for await (const list of account.pollKeys("listing", "batched")) {
        const key = findKey(list, outs.uuid, { apiToken: outs.apiToken });
        if (key) {
          await onFound(list);
          return outputsOf(key, key.uuid ?? outs.uuid, outs, account);
        }
      }
      throw new JetEmailError(608, "JetEmail does not list the new key yet.");
    },
  );
}

/** A create whose response was lost may have made another key than the one that was found, or than a later one. */
function assertNoTwin(account: Account, position: number): Step<Outputs> {
  return async (outs) => {
    const list = await account.listKeys();
    // What the list shows of creates in flight is owned once they have ended.
    await account.briefly(Promise.allSettled(createsOf(account, outs.name)));
    const candidates = appearedSince(position, account, list, outs.name);
    const twins = candidates.length - createsOf(account, outs.name).length;
    if (twins > 0) {
      const [others, it, each] = twins === 1 ? ["another key", "it", "it"] : [`${twins} other keys`, "them", "each"];
      const among = twins < candidates.length ? "among " : "";
      throw new JetEmailError(
        613,
        `A response to this create was lost, and JetEmail has ${others} with the same name since: ${among}${candidates.map(idOf).join(", ")}. If no other stack has ${it}, delete ${it} in JetEmail's dashboard, or adopt ${each} with a \`TransactionalKey\` of its own.`,
      );
    }
    return outs;
  };
}

/** The creates in flight of keys with this name. */
function createsOf({ sentCreates }: Account, name: string): Promise<unknown>[] {
  return [...sentCreates].filter(([, each]) => each === name).map(([sent]) => sent);
}

/** What JetEmail has stored otherwise than declared. */
function storedOtherwise(outs: Outputs, inputs: NewKey): string[] {
  const desired = withDefaults(inputs);
  const lines = differences(outs, desired).map((name) =>
    printable(`${name}: ${JSON.stringify(outs[name])} instead of ${JSON.stringify(desired[name])}`),
  );
  return lines.length === 0
    ? []
    : [`JetEmail stored the key "${printable(outs.name)}" with other settings than declared: ${lines.join(", ")}.`];
}
