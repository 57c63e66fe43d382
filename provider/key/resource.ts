import { type Adoption, adopt } from "./adopt";
import { check } from "./check";
import { create } from "./create";
import { diff } from "./diff";
import { type Arguments, NEW, type Outputs } from "./model";
import { read } from "./read";
import type { ResourceKind } from "./resourceKind";
import { keyArguments } from "./schema";
import { update } from "./update";

export const key: ResourceKind<Arguments, Outputs> = {
  noun: "key",
  check: (olds, news, clock) => check(keyArguments, olds, news, clock),
  diff,
  create: (account, inputs) => (isAdoption(inputs) ? adopt(account, inputs) : create(account, inputs)),
  read,
  update,
  keysOf: (id, state) => [{ ...state, id }],
  keyNames: (name) => [name],
  outputs: { of: (state) => state, secret: ["apiToken"] },
};

function isAdoption(inputs: Arguments): inputs is Adoption {
  return inputs.adopt !== undefined && inputs.adopt !== NEW;
}
