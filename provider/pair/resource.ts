import { domainNotes } from "../key/domainNotes";
import { withDefaults } from "../key/model";
import type { CommonState, ResourceKind } from "../key/resourceKind";
import { updateNotes } from "../key/rotationNotes";
import { LIMITS } from "../values/limits";
import { checkPair } from "./check";
import { createPair, stampOf } from "./create";
import { changedPairArguments, diffPair } from "./diff";
import { assertSameSettings } from "./import";
import { keyName, type PairArguments, type PairOutputs, type PairTokens, SLOTS, tokensOf } from "./model";
import { previewOfPairCreate, previewOfPairUpdate } from "./preview";
import { readPair } from "./read";
import { pairArguments } from "./schema";
import { updatePair } from "./update";

/** What the state keeps of a pair. */
type SavedPair = PairOutputs & Partial<PairTokens> & CommonState;

export const pair: ResourceKind<PairArguments, SavedPair> = {
  noun: "pair",
  arguments: pairArguments,
  maxNameLength: LIMITS.pairName,
  check: checkPair,
  diff: diffPair,
  changed: changedPairArguments,
  preview: { create: previewOfPairCreate, update: previewOfPairUpdate },
  create: async (account, inputs, { resource }) => {
    const notes = domainNotes(account, {}, inputs);
    const created = await createPair(account, inputs, resource);
    return { ...created, notes: [...created.notes, ...(await notes)] };
  },
  read: readPair,
  assertImportable: assertSameSettings,
  update: async (account, id, olds, news, resource) => {
    const notes = domainNotes(account, olds, withDefaults(news));
    const outs = await updatePair(account, id, withoutTokens(olds), news, resource);
    return { outs, notes: [...updateNotes(olds, news, outs, account.clock), ...(await notes)] };
  },
  // Without keys, a program only looks it up.
  keysOf: (_id, { keys = {} }) => SLOTS.flatMap((slot) => keys[slot] ?? []),
  creators: (resource) => SLOTS.map((slot) => stampOf(resource, slot)),
  missingNames: ({ name, keys }) => SLOTS.filter((slot) => !keys[slot]).map((slot) => keyName(name, slot)),
  keyNames: (name) => SLOTS.map((slot) => keyName(name, slot)),
  outputs: {
    of: (state) => ({ ...state, ...tokensOf(state) }),
    secret: ["keys", "apiToken", "previousApiToken"],
  },
};

/** They are derived again, from the keys as they are then. */
function withoutTokens(saved: SavedPair): PairOutputs {
  const { apiToken, previousApiToken, tokenFingerprint, previousTokenFingerprint, uuids, ...outs } = saved;
  return outs;
}
