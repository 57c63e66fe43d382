import { isDeepStrictEqual } from "node:util";
import type { Difference } from "../key/diff";
import { differences, withDefaults } from "../key/model";
import { isRotationDue } from "../key/rotationPolicy";
import { argumentsOf, type PairArguments, type PairOutputs, SLOTS } from "./model";

export function diffPair(olds: PairOutputs, news: PairArguments): Difference {
  const replaces = olds.account === news.account ? [] : ["account"];
  const changes =
    replaces.length > 0 ||
    isRotationDue(olds, news) ||
    !isDeepStrictEqual(olds.rotationTrigger, news.rotationTrigger) ||
    olds.rotateAfterDays !== news.rotateAfterDays ||
    (olds.revokePrevious ?? false) !== (news.revokePrevious ?? false) ||
    differences(olds, withDefaults(news)).length > 0 ||
    SLOTS.some((slot) => {
      const key = olds.keys[slot];
      return !key || differences(key, withDefaults(argumentsOf(news, slot))).length > 0;
    });
  return { changes, replaces };
}
