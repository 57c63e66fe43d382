import { adviseRename } from "../key/conflictAdvice";
import { type Created, create, requestsOfCreate } from "../key/create";
import { localArgumentsOf, withDefaults } from "../key/model";
import { assertNoConflict, unmanagedKeys } from "../key/nameConflicts";
import { dueAfter } from "../key/rotationPolicy";
import type { Step } from "../key/steps";
import type { Account } from "../run/account";
import type { ResourceStamp } from "../run/clock";
import { argumentsOf, keyName, type PairArguments, type PairOutputs, SLOTS, type Slot } from "./model";
import { inSlot } from "./steps";
import { updatePair } from "./update";

/** Creates both keys; the first is current. */
export async function createPair(
  account: Account,
  inputs: PairArguments,
  resource: ResourceStamp,
): Promise<Created<PairOutputs>> {
  const now = account.clock.now();
  const nothing: PairOutputs = {
    ...withDefaults(inputs),
    ...localArgumentsOf(inputs),
    current: "a",
    rotatedAt: now,
    ...dueAfter(inputs.rotateAfterDays, now),
    keys: {},
  };
  const outs = await updatePair(account, undefined, nothing, inputs, resource);
  return { id: outs.keys.a?.id as string, outs, notes: [] };
}

/** The steps that create the keys which a pair does not have. */
export function createMissing(
  account: Account,
  pair: PairOutputs,
  news: PairArguments,
  resource: ResourceStamp,
): Step<PairOutputs>[] {
  const missing = SLOTS.filter((slot) => !pair.keys[slot]);
  const stampOf = (slot: Slot) => `${resource} ${slot}`;
  const assertNames: Step<PairOutputs> = async (known) => {
    const names = missing
      .filter((slot) => !account.issuedTokens.get(stampOf(slot)))
      .map((slot) => keyName(news.name, slot));
    // Before the first key is created, so that all keys in the way are named at once.
    if (names.length > 1) {
      assertNoConflict(await unmanagedKeys(account, names), adviseRename);
      // What a create needs, for each: once the first has a token, the second must not wait.
      await account.client.reserve(names.length * requestsOfCreate(withDefaults(news)));
    }
    return known;
  };
  const createIn = (slot: Slot): Step<PairOutputs> => {
    return (known) =>
      inSlot(known, slot, async () => {
        const { id, outs } = await create(account, argumentsOf(news, slot), stampOf(slot), adviseRename);
        return { ...outs, id };
      });
  };
  return [assertNames, ...missing.map(createIn)];
}
