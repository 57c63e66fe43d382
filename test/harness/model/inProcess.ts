import { AsyncLocalStorage } from "node:async_hooks";
import type { dynamic } from "@pulumi/pulumi";
import { createKeyProvider } from "../../../provider/dynamic/keyProvider";
import { createPairProvider } from "../../../provider/dynamic/pairProvider";
import type { Limits } from "../../../provider/jetemail/http/retry";
import { Session } from "../../../provider/run/run";
import { PROVIDER_REFERENCES } from "./dynamicProcess";
import { type Properties, ProviderError, type ResourceKind, type StartProvider } from "./provider";

/** Calls fail at once, however JetEmail fails. */
export const NO_RETRIES: Partial<Limits> = { tries: 1, whole: 0 };

/** Starts the provider's code in this process for each operation, and passes values as the dynamic protocol does. */
export function inProcess(limits: Partial<Limits> = NO_RETRIES): StartProvider {
  return async ({ accountKey, url }) => {
    const stop = new AbortController();
    const session = new Session(
      { JETEMAIL_API_KEY: accountKey, JETEMAIL_BASE_URL: url },
      { limits, signal: stop.signal },
    );
    const providers = {
      key: createKeyProvider(session) as Required<dynamic.ResourceProvider>,
      pair: createPairProvider(session) as Required<dynamic.ResourceProvider>,
    };
    const shown: string[] = [];
    const call = <Answer>(operation: () => Promise<Answer>): Promise<Answer> => {
      return stdoutOf.run(shown, () => failingAsProcess(operation, shown));
    };
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
        await session.client(undefined).close();
      },
      shown: () => shown.join("\n"),
    };
  };
}

/** What Pulumi's process makes of an error: one with an id says what was partially done. */
async function failingAsProcess<Answer>(operation: () => Promise<Answer>, shown: string[]): Promise<Answer> {
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

/** Where the output of the call that is running goes: Pulumi shows what its provider process prints. */
const stdoutOf = new AsyncLocalStorage<string[]>();
const write = process.stdout.write.bind(process.stdout);
process.stdout.write = ((...given: Parameters<typeof write>) => {
  const shown = stdoutOf.getStore();
  return shown ? shown.push(String(given[0])) > 0 : write(...given);
}) as typeof process.stdout.write;
