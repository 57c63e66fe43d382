import type { ResourceKind } from "../key/resourceKind";
import { checkPair } from "./check";
import { createPair } from "./create";
import { diffPair } from "./diff";
import { keyName, other, type PairArguments, type PairOutputs, SLOTS } from "./model";
import { readPair } from "./read";
import { updatePair } from "./update";

export const pair: ResourceKind<PairArguments, PairOutputs> = {
  noun: "pair",
  check: checkPair,
  diff: diffPair,
  create: createPair,
  read: (account, id, known) => readPair(account, id, known as PairOutputs), // a pair has no look-up by its id
  update: updatePair,
  keysOf: (_id, { keys }) => SLOTS.flatMap((slot) => keys[slot] ?? []),
  keyNames: (name) => SLOTS.map((slot) => keyName(name, slot)),
  outputs: { of: withFingerprints, secret: ["keys"] },
};

/** Fingerprints in clear, so that a preview and a log show a rotation. */
function withFingerprints(state: PairOutputs): PairOutputs {
  const current = state.keys[state.current];
  const previous = state.keys[other(state.current)];
  return {
    ...state,
    ...(current && { tokenFingerprint: current.tokenFingerprint }),
    ...(previous && { previousTokenFingerprint: previous.tokenFingerprint }),
  };
}
