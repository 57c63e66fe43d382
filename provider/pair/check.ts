import { type Checked, check, type Values } from "../key/check";
import type { Clock } from "../run/clock";
import { UNKNOWN } from "../values/unknown";
import { other, type Slot } from "./model";
import { pairArguments } from "./schema";

/** Checks a pair's arguments, and computes `current`, which of its keys will be current after the update. */
export function checkPair(olds: Values, news: Values, clock: Clock): Checked {
  const checked = check(pairArguments, olds, news, clock);
  if (checked.failures.length > 0) {
    return checked;
  }
  const { rotatedAt, revokePrevious, ...inputs } = checked.inputs;
  const before = (olds.current ?? "a") as Slot;
  const isRotated = olds.rotatedAt !== undefined && rotatedAt !== olds.rotatedAt;
  const current = rotatedAt === UNKNOWN ? UNKNOWN : isRotated ? other(before) : before;
  return {
    inputs: {
      ...inputs,
      rotatedAt,
      current,
      // Spelled out where it is or was on, so that the preview shows `true => false`.
      ...(Boolean(revokePrevious || olds.revokePrevious) && { revokePrevious: revokePrevious ?? false }),
    },
    failures: [],
  };
}
