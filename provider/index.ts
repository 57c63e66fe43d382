import type { dynamic } from "@pulumi/pulumi";
import { Client } from "./client/client";
import { Transport } from "./client/transport";
import { configurationProblem, connectionFrom, type StackConfig } from "./configuration";
import { messageOf } from "./errors/jetEmailError";
import { PartialError } from "./errors/partialError";
import { printable } from "./errors/printable";
import { check } from "./lifecycle/check";
import { create } from "./lifecycle/create";
import type { Arguments } from "./lifecycle/declared";
import { deleteKey } from "./lifecycle/deleteKey";
import { diff } from "./lifecycle/diff";
import type { Outputs } from "./lifecycle/outputs";
import { read } from "./lifecycle/read";
import { update } from "./lifecycle/update";

/**
 * The shell: what Pulumi's dynamic-provider process loads and calls, for every key of a stack. It turns Pulumi's
 * protocol into plain calls and lets nothing out that is not meant to be printed or stored.
 */
export function createProvider(env: NodeJS.ProcessEnv): dynamic.ResourceProvider {
  let config: StackConfig = () => undefined;
  let client: Client | undefined;

  const connected = () => {
    client ??= new Client(new Transport(connectionFrom(config, env)));
    return client;
  };

  return {
    // Pulumi does not wait for this before a second call, and goes on after a failure: so it only takes note, at once,
    // and what is wrong is said where it matters.
    async configure(request) {
      config = (key) => request.config.get(key);
      client = undefined;
    },

    async check(olds, news) {
      const { __provider, ...given } = news;
      const checked = check(olds, given);
      const problem = configurationProblem(config, env);
      return {
        inputs: { ...checked.inputs, __provider },
        failures: problem ? [{ property: "", reason: problem }, ...checked.failures] : checked.failures,
      };
    },

    async diff(_id, olds, news) {
      return diff(olds as Outputs, news as Arguments);
    },

    async create(inputs) {
      return attempt(`create the key "${printable(String(inputs.name))}"`, inputs, async () => {
        const { id, outs } = await create(connected(), inputs as Arguments);
        return { id, outs: sealed(outs) };
      });
    },

    async read(id, props = {}) {
      return attempt("read the key", props, async () => {
        const key = await read(connected(), id, props as Partial<Outputs>);
        // An empty id takes the resource out of the state.
        return key ? { id: key.id, props: sealed(key.outs), inputs: key.inputs } : { id: "", props: {} };
      });
    },

    async update(id, olds, news) {
      return attempt(`update the key "${printable(String(olds.name))}"`, news, async () => {
        const { __provider, ...known } = olds;
        return { outs: sealed(await update(connected(), id, known as Outputs, news as Arguments)) };
      });
    },

    async delete(id, props) {
      return attempt(`delete the key "${printable(String(props.name))}"`, props, () =>
        deleteKey(connected(), id, props as Outputs),
      );
    },
  };
}

/** The one that stacks refer to by name in their state (`sdk/providerReference.ts`): it can never be renamed. */
export const provider = createProvider(process.env);

/**
 * Pulumi marks a value as secret by this wrapper. The SDK declares the token secret as well; the wrapper holds even
 * where a program's transformations have taken that declaration away.
 */
function sealed({ apiToken, ...outs }: Outputs) {
  return {
    ...outs,
    apiToken: { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", value: apiToken },
  };
}

/**
 * Runs an operation and throws only errors made here. Pulumi prints a thrown error's stack, takes a numeric `code` and
 * `details` for its own protocol, and takes any `id` for a resource that was created. It adds `__provider` to results,
 * but not to the properties of such an error: a key saved without it could be neither read nor deleted.
 */
async function attempt<Result>(
  action: string,
  { __provider }: { __provider?: unknown },
  operation: () => Promise<Result>,
): Promise<Result> {
  try {
    return await operation();
  } catch (error) {
    const thrown = new Error(`Could not ${action}. ${messageOf(error)}`);
    thrown.stack = "";
    if (error instanceof PartialError) {
      const { id, properties, reasons } = error as PartialError<Outputs>;
      throw Object.assign(thrown, { id, properties: { ...sealed(properties), __provider }, reasons });
    }
    throw thrown;
  }
}
