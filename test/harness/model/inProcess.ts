import type { dynamic } from "@pulumi/pulumi";
import { createProvider } from "../../../provider/dynamic/createProvider";
import { Log } from "../../../provider/dynamic/log";
import type { Limits } from "../../../provider/jetemail/http/retry";
import { key } from "../../../provider/key/resource";
import { pair } from "../../../provider/pair/resource";
import { Run } from "../../../provider/run/run";
import type { Waits } from "../../../provider/run/waits";
import { PROVIDER_REFERENCES } from "./dynamicProcess";
import { type Properties, ProviderError, type ResourceKind, type StartProvider } from "./provider";

/** Calls fail at once, however JetEmail fails. */
export const NO_RETRIES: Partial<Limits> = { maxAttempts: 1, totalTimeout: 0 };

/** Long enough for every fault of the simulator, and no longer. */
const WAITS: Waits = {
  concurrentResources: 100,
  listing: 500,
  delisting: 500,
  lostResponse: 20,
  pendingRequest: 500,
  secondLook: 5,
  message: 100,
  baseDelay: 5,
  maxDelay: 50,
};

/** Starts the provider's code in this process for each operation, and passes values as the dynamic protocol does. */
export function inProcess(limits: Partial<Limits> = NO_RETRIES): StartProvider {
  return async ({ accountKey, url }) => {
    const stop = new AbortController();
    // The simulators have no limit here, and waits are real: see `SHORT_BLOCKS`.
    const env = { JETEMAIL_API_KEY: accountKey, JETEMAIL_BASE_URL: url, JETEMAIL_REQUESTS_PER_MINUTE: "100000" };
    const run = new Run(env, { limits, waits: WAITS, signal: stop.signal });
    const shown: string[] = [];
    const log = new CapturedLog(shown);
    const providers = {
      key: createProvider(key, run, log) as unknown as Required<dynamic.ResourceProvider>,
      pair: createProvider(pair, run, log) as unknown as Required<dynamic.ResourceProvider>,
    };
    const call = <Result>(operation: () => Promise<Result>) => failingAsProcess(operation, shown);
    return {
      check: (kind, oldInputs, newInputs) =>
        call(async () => {
          const given = asSent({ __provider: PROVIDER_REFERENCES[kind], ...newInputs });
          const { inputs, failures = [] } = await providers[kind].check(oldInputs, given);
          shown.push(...failures.flatMap(({ property, reason }) => [property, reason]));
          const failed = failures.map(({ property, reason }) => [property, reason] as const);
          return { inputs: asSent(inputs), failures: Object.fromEntries(failed) };
        }),
      diff: ({ kind, id, outputs }, newInputs) =>
        call(async () => ({ changes: (await providers[kind].diff(id, outputs, newInputs)).changes ?? true })),
      create: (kind, inputs) =>
        call(async () => {
          const { id, outs } = await providers[kind].create(inputs);
          return { id, outputs: withReference(kind, outs) };
        }),
      read: ({ kind, id, outputs, inputs }) =>
        call(async () => {
          const found: dynamic.ReadResult & { inputs?: Properties } = await providers[kind].read(id, outputs);
          return found.id
            ? {
                id: found.id,
                outputs: withReference(kind, found.props),
                inputs: withReference(kind, found.inputs ?? inputs),
              }
            : undefined;
        }),
      update: ({ kind, id, outputs }, newInputs) =>
        call(async () => withReference(kind, (await providers[kind].update(id, outputs, newInputs)).outs)),
      delete: ({ kind, id, outputs }) => call(() => providers[kind].delete(id, outputs)),
      cancel: async () => stop.abort(),
      async kill() {
        stop.abort();
        await run.account(undefined).client.close();
      },
      shown: () => shown.join("\n"),
    };
  };
}

/** What Pulumi's process makes of an error: one with an id says what was partially done. */
async function failingAsProcess<Result>(operation: () => Promise<Result>, shown: string[]): Promise<Result> {
  try {
    return await operation();
  } catch (error) {
    if (error instanceof UnsendableError) {
      throw error;
    }
    const { message, stack = "", id, properties, reasons = [] } = error as Error & Partial<PartialFailure>;
    shown.push(message, stack, ...reasons);
    throw new ProviderError(message, id ? { id, outputs: asSent(properties ?? {}), reasons } : undefined);
  }
}

interface PartialFailure {
  readonly id: string;
  readonly properties: Properties;
  readonly reasons: readonly string[];
}

function withReference(kind: ResourceKind, properties: Properties = {}): Properties {
  return { ...asSent(properties), __provider: PROVIDER_REFERENCES[kind] };
}

/** An answer over which the real process would hang, so the test fails. */
class UnsendableError extends Error {
  override name = "UnsendableError";
}

/** Properties after their way through the protocol, which is JSON. */
function asSent(properties: Properties): Properties {
  const text = JSON.stringify(properties, (name, value: unknown) => {
    if (value === undefined) {
      throw new UnsendableError(`${name} is undefined`);
    }
    return value;
  });
  return JSON.parse(text) as Properties;
}

/** Pulumi shows what its provider process prints. */
class CapturedLog extends Log {
  constructor(private readonly shown: string[]) {
    super();
  }

  override info(...lines: readonly string[]): void {
    this.shown.push(...lines);
  }
}
