import { PartialError } from "../errors/partialError";
import type { Outputs } from "../key/model";
import type { StateKey } from "../key/resourceKind";
import { runSteps, type Step } from "../key/steps";
import { type PairOutputs, type Slot, withKey } from "./model";

/** Runs a pair's steps, in each of which a key may be created or changed. */
export function runPairSteps(
  initial: PairOutputs,
  steps: readonly Step<PairOutputs>[],
  id: string | undefined,
): Promise<PairOutputs> {
  return runSteps(initial, steps, {
    id: ({ keys }) => id ?? keys.a?.id ?? keys.b?.id,
    meaning: [705, "The pair was changed in part."],
  });
}

/** A step of one of the keys as a step of its pair, which keeps what the key's step did even if it failed halfway. */
export async function inSlot(pair: PairOutputs, slot: Slot, step: () => Promise<StateKey>): Promise<PairOutputs> {
  try {
    const key = await step();
    return key === pair.keys[slot] ? pair : withKey(pair, slot, key);
  } catch (error) {
    if (error instanceof PartialError) {
      const key: StateKey = { ...(error.properties as Outputs), id: error.id };
      throw new PartialError(error.id, withKey(pair, slot, key), [error]);
    }
    throw error;
  }
}

/** The same for a key that exists; a step that leaves it as it is leaves the pair as it is. */
export async function onKey(
  pair: PairOutputs,
  slot: Slot,
  step: (id: string, key: Outputs) => Promise<Outputs>,
): Promise<PairOutputs> {
  const { id, ...key } = pair.keys[slot] as StateKey;
  return inSlot(pair, slot, async () => {
    const next = await step(id, key);
    return next === key ? (pair.keys[slot] as StateKey) : { ...next, id };
  });
}
