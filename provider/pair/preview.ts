import type { Values } from "../key/check";
import { localArgumentsOf, withDefaults, withLocalArguments } from "../key/model";
import { previewOfCreate, rotated, withPeriod, withSettings } from "../key/preview";
import type { StateKey } from "../key/resourceKind";
import { rotationDue } from "../key/rotationPolicy";
import { containsUnknown, UNKNOWN } from "../values/unknown";
import { argumentsOf, other, type PairArguments, type PairOutputs, SLOTS, type Slot, tokensOf, withKey } from "./model";

/** What a pair will be, as far as it is known before the operation. */

export function previewOfPairCreate(inputs: PairArguments): Values {
  const pair: PairOutputs = {
    ...withDefaults(inputs),
    ...localArgumentsOf(inputs),
    ...(inputs.revokePrevious && { revokePrevious: true }),
    current: "a",
    rotatedAt: UNKNOWN,
    ...(inputs.rotateAfterDays !== undefined && { rotationDueAt: UNKNOWN }),
    keys: Object.fromEntries(SLOTS.map((slot) => [slot, newKey(inputs, slot)])),
  };
  return { ...pair, ...tokensOf(pair) };
}

/** After a rotation, the token that was current is the previous one, and so is known. */
export function previewOfPairUpdate(olds: PairOutputs, news: PairArguments, now: string): Values {
  const isDue = rotationDue(olds, news, now) !== false;
  const isRevoked = news.revokePrevious === true && (isDue || !olds.previousRevoked);
  let pair: PairOutputs = { ...withPeriod(olds, withLocalArguments(olds, news), isDue), ...withDefaults(news) };
  for (const slot of SLOTS) {
    const key = olds.keys[slot];
    pair = withKey(pair, slot, key ? { ...key, ...withSettings(key, argumentsOf(news, slot)) } : newKey(news, slot));
  }
  if (isDue) {
    const current = other(olds.current);
    pair = { ...withRotated(pair, current), current, rotatedAt: UNKNOWN };
  }
  if (isRevoked) {
    pair = withRotated(pair, other(pair.current));
  }
  const { revokePrevious, previousRevoked, ...outs } = pair;
  return {
    ...outs,
    ...tokensOf(pair),
    ...(news.revokePrevious && { revokePrevious: true }),
    ...((isRevoked || (previousRevoked && !isDue)) && { previousRevoked: true }),
    // A trigger that is not known may turn out to be the one that there was.
    ...(isDue &&
      containsUnknown(news.rotationTrigger) && {
        current: UNKNOWN,
        previousApiToken: UNKNOWN,
        previousTokenFingerprint: UNKNOWN,
      }),
  };
}

function withRotated(pair: PairOutputs, slot: Slot): PairOutputs {
  return withKey(pair, slot, rotated(pair.keys[slot] as StateKey));
}

function newKey(pair: PairArguments, slot: Slot): StateKey {
  return { ...previewOfCreate(argumentsOf(pair, slot)), id: UNKNOWN } as unknown as StateKey;
}
