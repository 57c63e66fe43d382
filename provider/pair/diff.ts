import { changedArguments, type Difference } from "../key/diff";
import { differences, withDefaults } from "../key/model";
import { argumentsOf, type PairArguments, type PairOutputs, SLOTS } from "./model";

/** Whether an update or a replacement is needed. A key that is missing or differs from the pair needs an update too. */
export function diffPair(olds: PairOutputs, news: PairArguments): Difference {
  const changed = changedArguments(olds, news);
  const changes =
    changed.length > 0 ||
    (olds.revokePrevious ?? false) !== (news.revokePrevious ?? false) ||
    SLOTS.some((slot) => {
      const key = olds.keys[slot];
      return !key || differences(key, withDefaults(argumentsOf(news, slot))).length > 0;
    });
  return { changes, replaces: changed.filter((name) => name === "account") };
}
