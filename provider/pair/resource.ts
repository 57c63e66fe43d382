import { domainNotes } from "../key/domainNotes";
import type { ResourceKind } from "../key/resourceKind";
import { updateNotes } from "../key/rotationNotes";
import { checkPair } from "./check";
import { createPair } from "./create";
import { diffPair } from "./diff";
import { keyName, type PairArguments, type PairOutputs, type PairTokens, SLOTS, tokensOf } from "./model";
import { readPair } from "./read";
import { updatePair } from "./update";

/** What the state keeps of a pair. */
type SavedPair = PairOutputs & Partial<PairTokens>;

export const pair: ResourceKind<PairArguments, SavedPair> = {
  noun: "pair",
  check: checkPair,
  diff: diffPair,
  create: async (account, inputs, resource) => {
    const created = await createPair(account, inputs, resource);
    return { ...created, notes: [...created.notes, ...(await domainNotes(account, {}, created.outs))] };
  },
  read: (account, id, known) => readPair(account, id, known as PairOutputs), // a pair has no look-up by its id
  update: async (account, id, olds, news, resource) => {
    const outs = await updatePair(account, id, withoutTokens(olds), news, resource);
    return {
      outs,
      notes: [...updateNotes(olds, news, outs, account.clock), ...(await domainNotes(account, olds, outs))],
    };
  },
  keysOf: (_id, { keys }) => SLOTS.flatMap((slot) => keys[slot] ?? []),
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
