import { adviseRename } from "../key/conflictAdvice";
import { type Created, create } from "../key/create";
import { localArgumentsOf, withDefaults } from "../key/model";
import { assertNoConflict, unmanagedKeys } from "../key/nameConflicts";
import type { Step } from "../key/steps";
import type { Account } from "../run/account";
import { argumentsOf, type PairArguments, type PairOutputs, SLOTS, type Slot } from "./model";
import { inSlot } from "./steps";
import { updatePair } from "./update";

/** Creates both keys; the first is current. */
export async function createPair(account: Account, inputs: PairArguments): Promise<Created<PairOutputs>> {
  const nothing: PairOutputs = {
    ...withDefaults(inputs),
    ...localArgumentsOf(inputs),
    current: "a",
    rotatedAt: inputs.rotatedAt,
    keys: {},
  };
  const outs = await updatePair(account, undefined, nothing, inputs);
  return { id: outs.keys.a?.id as string, outs, notes: [] };
}

/** The steps that create the keys which a pair does not have. */
export function createMissing(account: Account, pair: PairOutputs, news: PairArguments): Step<PairOutputs>[] {
  const missing = SLOTS.filter((slot) => !pair.keys[slot]);
  return [
    async (known) => {
      await assertNames(account, news, missing);
      return known;
    },
    ...missing.map((slot) => (known: PairOutputs) => createInSlot(account, known, slot, news)),
  ];
}

/** Before the first key is created, so that all keys in the way are named at once. */
async function assertNames(account: Account, news: PairArguments, slots: readonly Slot[]): Promise<void> {
  const keys = slots.map((slot) => argumentsOf(news, slot)).filter((key) => !account.issuedTokens.get(key));
  if (keys.length > 1) {
    const names = keys.map(({ name }) => name);
    assertNoConflict(await unmanagedKeys(account, names), adviseRename);
  }
}

function createInSlot(account: Account, pair: PairOutputs, slot: Slot, news: PairArguments): Promise<PairOutputs> {
  return inSlot(pair, slot, async () => {
    const { id, outs } = await create(account, argumentsOf(news, slot), adviseRename);
    return { ...outs, id };
  });
}
