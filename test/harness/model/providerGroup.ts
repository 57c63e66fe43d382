import { startEngine } from "../testEngine";
import type { AccountSettings, Properties, Provider, ResourceState, StartProvider } from "./provider";

/** Chooses a provider by the stamp of a resource. */
type Choose = (stamp: string) => number;

/** The providers of one operation, each a process of its own with the same engine. Each resource has one of them. */
export async function startProviders(
  starts: readonly StartProvider[],
  settings: AccountSettings,
  choose: Choose,
): Promise<Provider> {
  const [first, ...others] = starts as [StartProvider, ...StartProvider[]];
  if (others.length === 0) {
    return first(settings);
  }
  const engine = await startEngine();
  const providers = await Promise.all(starts.map((start) => start({ ...settings, engine })));
  const by = ({ __resource = "" }: Properties) => providers[choose(String(__resource)) % providers.length] as Provider;
  const of = ({ inputs }: ResourceState) => by(inputs);
  return {
    check: (kind, oldInputs, newInputs) => by(newInputs).check(kind, oldInputs, newInputs),
    diff: (old, newInputs) => of(old).diff(old, newInputs),
    create: (kind, inputs) => by(inputs).create(kind, inputs),
    read: (old) => of(old).read(old),
    import: (kind, id, stamp) => by({ __resource: stamp }).import?.(kind, id, stamp) ?? Promise.resolve(undefined),
    update: (old, newInputs) => of(old).update(old, newInputs),
    delete: (old) => of(old).delete(old),
    cancel: async () => {
      await Promise.all(providers.map((provider) => provider.cancel()));
    },
    kill: async () => {
      await Promise.all(providers.map((provider) => provider.kill()));
      engine.close();
    },
    shown: () => providers.map((provider) => provider.shown()).join("\n"),
  };
}
