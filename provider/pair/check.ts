import { type Checked, check } from "../key/check";
import { pairArguments } from "../key/schema";
import { UNKNOWN } from "../values/unknown";
import { other, type Slot } from "./model";

/** Checks a pair's arguments, and says in `current` which key the update will leave in use. */
export function checkPair(olds: Record<string, unknown>, news: Record<string, unknown>): Checked {
  const checked = check(pairArguments, olds, news);
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
