import "./requireNode";
import { createKeyProvider } from "./keyProvider";
import { createPairProvider } from "./pairProvider";
import { Session } from "./session";

/**
 * What Pulumi's dynamic-provider process loads, for every key of a stack. Stacks refer to these exports by name in
 * their state (`sdk/providerReference.ts`): they can never be renamed.
 */
const session = new Session(process.env);

export const provider = createKeyProvider(session);
export const pairProvider = createPairProvider(session);
