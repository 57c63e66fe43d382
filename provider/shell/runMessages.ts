import { isRateLimit } from "../errors/failures";
import type { RunOptions } from "../run/run";
import type { Notes } from "./errorBoundary";

/** What a user is told of a run's waiting. */
export function runMessages(log: Notes): Pick<RunOptions, "onWait" | "onRetry"> {
  return {
    onWait: () => log.infoOnce("Waiting for JetEmail's list of keys to show a change, for up to 30 seconds."),
    onRetry: (failure) => {
      log.infoOnce(
        isRateLimit(failure)
          ? "Rate-limited by JetEmail; waiting as long as its Retry-After header asks."
          : "JetEmail is failing; retrying safe requests, for up to two minutes each.",
      );
    },
  };
}
