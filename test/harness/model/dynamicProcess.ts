import { PAIR_PROVIDER_REFERENCE, PROVIDER_REFERENCE } from "../../../sdk/nodejs/providerReference";
import { CallError, DynamicProvider } from "../dynamicProvider";
import { repository } from "../repository";
import { ProviderError, type ResourceKind, type StartProvider } from "./provider";

/** The dynamic protocol has no types: each resource carries the code of its provider among its inputs. */
export const PROVIDER_REFERENCES: Readonly<Record<ResourceKind, string>> = {
  key: PROVIDER_REFERENCE,
  pair: PAIR_PROVIDER_REFERENCE,
};

/** Starts Pulumi's dynamic-provider process for each operation. `DynamicProvider.closeAll` ends those that are left. */
export function dynamicProcess(env: Record<string, string> = {}): StartProvider {
  return async ({ accountKey, url, engine }) => {
    const config = { "jetemail:apiKey": accountKey, "jetemail:baseUrl": url };
    const process = await DynamicProvider.start({ cwd: repository, config, env, engine: engine?.address });
    return {
      check: (kind, oldInputs, newInputs) =>
        withProviderErrors(process.check(oldInputs, { __provider: PROVIDER_REFERENCES[kind], ...newInputs })),
      diff: async ({ id, outputs }, newInputs) => {
        return { changes: (await withProviderErrors(process.diff(id, outputs, newInputs))) !== "none" };
      },
      create: async (_kind, inputs) => {
        const { id, properties } = await withProviderErrors(process.create(inputs));
        return { id, outputs: properties };
      },
      read: async ({ id, outputs, inputs }) => {
        const found = await withProviderErrors(process.read(id, outputs, inputs));
        return found.id === "" ? undefined : { id: found.id, outputs: found.properties, inputs: found.inputs };
      },
      update: ({ id, outputs }, newInputs) => withProviderErrors(process.update(id, outputs, newInputs)),
      delete: ({ id, outputs }) => withProviderErrors(process.delete(id, outputs)),
      cancel: () => process.cancel(),
      kill: () => process.kill(),
      shown: () => process.shown,
    };
  };
}

async function withProviderErrors<Answer>(call: Promise<Answer>): Promise<Answer> {
  try {
    return await call;
  } catch (error) {
    if (!(error instanceof CallError)) {
      throw error;
    }
    const { message, initFailed } = error;
    throw new ProviderError(
      message,
      initFailed && { id: initFailed.id, outputs: initFailed.properties, reasons: initFailed.reasons },
    );
  }
}
