import { compileCache } from "../compileCache";
import { CallError, KEY, type Made, PAIR, PluginClient, urnOf } from "../plugin";
import { type Properties, ProviderError, type ResourceKind, type ResourceState, type StartProvider } from "./provider";

const TYPES: Readonly<Record<ResourceKind, string>> = { key: KEY, pair: PAIR };

/** What the model's engine adds to the arguments of a dynamic resource, in place of its URN. */
interface Stamped extends Properties {
  readonly __resource?: string;
}

/** Starts a process of the plugin for each operation. `PluginClient.closeAll` ends those that are left. */
export function pluginProcess(env: Record<string, string> = {}): StartProvider {
  return async ({ accountKey, url, engine }) => {
    const { PATH, TMPDIR } = process.env; // where providers tell each other what they own
    const ambient = { PATH, ...(TMPDIR !== undefined && { TMPDIR }), ...(await compileCache()), ...env };
    const plugin = await PluginClient.startProcess(ambient, { apiKey: accountKey, baseUrl: url }, engine);
    const shown: string[] = [];
    const call = <Answer>(answer: Promise<Answer>) => withProviderErrors(answer, shown);
    return {
      check: async (kind, { __resource: _, ...olds }: Stamped, { __resource, ...news }: Stamped) => {
        const { inputs, failures } = await call(plugin.check(urn(kind, __resource), olds, news));
        shown.push(...Object.entries(failures).flat());
        return { inputs: { ...inputs, __resource }, failures };
      },
      diff: async (old, { __resource, ...news }: Stamped) => {
        const { changes } = await call(plugin.diff(urn(old.kind, __resource), made(old), news));
        return { changes: changes !== "DIFF_NONE" };
      },
      create: async (kind, { __resource, ...inputs }: Stamped) => {
        const { id, outs } = await call(plugin.create(urn(kind, __resource), inputs));
        return { id, outputs: outs };
      },
      read: async (old) => {
        const { __resource } = old.inputs as Stamped;
        const found = await call(plugin.read(urn(old.kind, __resource), old.id, old.outputs, made(old).inputs));
        return found.id === ""
          ? undefined
          : { id: found.id, outputs: found.outs, inputs: { ...found.inputs, __resource } };
      },
      import: async (kind, id, stamp) => {
        const found = await call(plugin.import(urn(kind, stamp), id));
        return { id: found.id, outputs: found.outs, inputs: found.inputs };
      },
      update: (old, { __resource, ...news }: Stamped) =>
        call(plugin.update(urn(old.kind, __resource), made(old), news)),
      delete: (old) => call(plugin.delete(urn(old.kind, (old.inputs as Stamped).__resource), made(old))),
      cancel: () => plugin.cancel(),
      kill: () => plugin.kill(),
      shown: () => [...shown, ...plugin.said.map(({ text }) => text), ...plugin.printed].join("\n"),
    };
  };
}

function urn(kind: ResourceKind, stamp = ""): string {
  return urnOf(TYPES[kind], stamp);
}

function made({ id, inputs, outputs }: ResourceState): Made {
  const { __resource, ...rest } = inputs as Stamped;
  return { id, inputs: rest, state: outputs };
}

async function withProviderErrors<Answer>(call: Promise<Answer>, shown: string[]): Promise<Answer> {
  try {
    return await call;
  } catch (error) {
    if (!(error instanceof CallError)) {
      throw error;
    }
    const { message, initFailed } = error;
    shown.push(message, ...(initFailed?.reasons ?? []));
    throw new ProviderError(
      message,
      initFailed && { id: initFailed.id, outputs: initFailed.properties, reasons: initFailed.reasons },
    );
  }
}
