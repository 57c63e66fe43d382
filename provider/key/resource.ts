import { LIMITS } from "../values/limits";
import { type Adoption, adopt } from "./adopt";
import { check } from "./check";
import { create, type NewKey } from "./create";
import { changedArguments, diff } from "./diff";
import { domainNotes } from "./domainNotes";
import { type Arguments, isAdopted, type Outputs, withDefaults } from "./model";
import { previewOfCreate, previewOfUpdate } from "./preview";
import { read } from "./read";
import type { ResourceKind } from "./resourceKind";
import { updateNotes } from "./rotationNotes";
import { keyArguments } from "./schema";
import { update } from "./update";

export const key: ResourceKind<Arguments, Outputs> = {
  noun: "key",
  arguments: keyArguments,
  maxNameLength: LIMITS.name,
  check: (olds, news) => check(keyArguments, olds, news),
  diff,
  changed: changedArguments,
  preview: { create: previewOfCreate, update: previewOfUpdate },
  create: async (account, inputs, claimant) => {
    const notes = domainNotes(account, {}, inputs);
    const created = await (isAdoption(inputs)
      ? adopt(account, inputs, claimant)
      : create(account, inputs as NewKey, claimant.resource));
    return { ...created, notes: [...created.notes, ...(await notes)] };
  },
  read,
  assertImportable: () => {},
  update: async (account, id, olds, news) => {
    const notes = domainNotes(account, olds, withDefaults(news, olds));
    const outs = await update(account, id, olds, news);
    return { outs, notes: [...updateNotes(olds, news, outs, account.clock), ...(await notes)] };
  },
  // Without a token, a program only looks it up.
  keysOf: (id, state) => (state.apiToken === undefined ? [] : [{ ...state, id }]),
  creators: () => [],
  missingNames: () => [],
  keyNames: (name) => [name],
  outputs: { of: (state) => state, secret: ["apiToken"] },
};

function isAdoption(inputs: Arguments): inputs is Adoption {
  return isAdopted(inputs);
}
