import "./shell/requireNode";
import { cancellation } from "./dynamic/cancellation";
import { createProvider } from "./dynamic/createProvider";
import { Log } from "./dynamic/log";
import { key } from "./key/resource";
import { pair } from "./pair/resource";
import { Run } from "./run/run";
import { runMessages } from "./shell/runMessages";

/**
 * What Pulumi's dynamic-provider process loads, for every key of a stack. Stacks refer to these exports by name in
 * their state (`sdk/nodejs/providerReference.ts`): they can never be renamed.
 */
const log = new Log();
const run: Run = new Run(process.env, {
  signal: cancellation({
    onGone: () => process.exit(),
    onEnd: () => {
      run.close();
      process.exit();
    },
  }),
  engine: process.argv.at(-1),
  ...runMessages(log),
});

export const provider = createProvider(key, run, log);
export const pairProvider = createProvider(pair, run, log);
