import "./dynamic/requireNode";
import { cancellation } from "./dynamic/cancellation";
import { createProvider } from "./dynamic/createProvider";
import { Log } from "./dynamic/log";
import { isRateLimit } from "./errors/failures";
import { key } from "./key/resource";
import { pair } from "./pair/resource";
import { Run } from "./run/run";

/**
 * What Pulumi's dynamic-provider process loads, for every key of a stack. Stacks refer to these exports by name in
 * their state (`sdk/nodejs/providerReference.ts`): they can never be renamed.
 */
const log = new Log();
const run = new Run(process.env, {
  signal: cancellation(process.argv[2], () => process.exit()),
  onWait: () => log.infoOnce("Waiting for JetEmail's list of keys to show a change, for up to 30 seconds."),
  onRetry: (failure) => {
    log.infoOnce(
      isRateLimit(failure)
        ? "Rate-limited by JetEmail; waiting as long as its Retry-After header asks."
        : "JetEmail is failing; retrying safe requests, for up to two minutes each.",
    );
  },
});

export const provider = createProvider(key, run, log);
export const pairProvider = createProvider(pair, run, log);
