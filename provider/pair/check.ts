import { type Checked, check, type Values } from "../key/check";
import { pairArguments } from "./schema";

export function checkPair(olds: Values, news: Values): Checked {
  const checked = check(pairArguments, olds, news);
  const { revokePrevious, ...inputs } = checked.inputs;
  const isOrWasOn = Boolean(revokePrevious || olds.revokePrevious);
  return checked.failures.length > 0
    ? checked
    : {
        // Spelled out where it is or was on, so that the preview shows `true => false`.
        inputs: { ...inputs, ...(isOrWasOn && { revokePrevious: revokePrevious ?? false }) },
        failures: [],
      };
}
