import { adviseRename } from "../key/conflictAdvice";
import { type Created, create } from "../key/create";
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

/** Identifies one of the two keys in a run. */
export function stampOf(resource: ResourceStamp, slot: Slot): ResourceStamp {
  return `${resource} ${slot}`;
}

/**
 * The steps that create the keys which a pair does not have.
 * @param requests how many requests the update makes from the first create on.
 */
export function createMissing(
  account: Account,
  pair: PairOutputs,
  news: PairArguments,
  resource: ResourceStamp,
  requests: number,
): Step<PairOutputs>[] {
  const missing = SLOTS.filter((slot) => !pair.keys[slot]);
  const assertNames: Step<PairOutputs> = async (known) => {
    const names = missing
      .filter((slot) => !account.issuedTokens.get(stampOf(resource, slot)))
      .map((slot) => keyName(news.name, slot));
    // Before the first key is created, so that all keys in the way are named at once.
    if (names.length > 1) {
      assertNoConflict(await unmanagedKeys(account, names), adviseRename);
    }
    return known;
  };
  const createIn = (slot: Slot): Step<PairOutputs> => {
    return (known) =>
      inSlot(known, slot, async () => {
        const { id, outs } = await create(account, argumentsOf(news, slot), stampOf(resource, slot), adviseRename);
        return { ...outs, id };
      });
  };
  const reserve: Step<PairOutputs> = async (known) => {
    const isResumed = missing.some((slot) => account.issuedTokens.get(stampOf(resource, slot)));
    if (!isResumed) {
      if (missing.length > 0) {
        await account.initialKeys(); // what a create waits for must not wait for what is kept free here
      }
      await account.client.reserve(requests);
    }
    return known;
  };
  return [assertNames, reserve, ...missing.map(createIn)];
}
