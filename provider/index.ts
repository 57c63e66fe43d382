import "./dynamic/requireNode";
import { stopSignal } from "./dynamic/cancellation";
import { tellOnce } from "./dynamic/errorBoundary";
import { createKeyProvider } from "./dynamic/keyProvider";
import { createPairProvider } from "./dynamic/pairProvider";
import { isRateLimit } from "./jetemail/http/retry";
import { Session } from "./run/run";

/**
 * What Pulumi's dynamic-provider process loads, for every key of a stack. Stacks refer to these exports by name in
 * their state (`sdk/nodejs/providerReference.ts`): they can never be renamed.
 */
const session = new Session(process.env, {
  signal: stopSignal(process.argv[2], () => process.exit()),
  onRepeat: (failure) => {
    tellOnce(
      isRateLimit(failure)
        ? "JetEmail limits the rate of calls: they wait as long as they are asked to."
        : "JetEmail does not answer as it should: what can be repeated is, for up to two minutes a call.",
    );
  },
});

export const provider = createKeyProvider(session);
export const pairProvider = createPairProvider(session);
