import "./requireNode";
import { tell } from "./attempt";
import { createKeyProvider } from "./keyProvider";
import { createPairProvider } from "./pairProvider";
import { Session } from "./session";
import { stopSignal } from "./stopSignal";

/**
 * What Pulumi's dynamic-provider process loads, for every key of a stack. Stacks refer to these exports by name in
 * their state (`sdk/providerReference.ts`): they can never be renamed.
 */
let told = false;

const session = new Session(process.env, {
  signal: stopSignal(process.argv[2], () => process.exit()),
  onRateLimit: () => {
    if (!told) {
      told = true;
      tell("JetEmail limits the rate of calls: the update waits as long as it is asked to.");
    }
  },
});

export const provider = createKeyProvider(session);
export const pairProvider = createPairProvider(session);
