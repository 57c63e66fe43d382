import { reasonsByTitle } from "./shells";
import { type CreateStack, Stack } from "./stack";
import { urnOf, YamlStack } from "./yamlStack";

/**
 * Runs a file of test/engine, which is written for the dynamic resource, on the plugin. What only one of the shells can do
 * is left out: `shells.ts` lists it.
 *
 * @param create by default, stacks whose program is YAML
 */
export function onPlugin(file: string, create: CreateStack = YamlStack.create): void {
  Stack.create = create;
  jest.doMock("../engine/urn", () => ({ urnOf }));
  const left = reasonsByTitle(`engine/${file}`);
  const original = globalThis.test;
  const selecting = (title: string, ...rest: [() => Promise<void>]) =>
    Object.hasOwn(left, title) ? undefined : original(title, ...rest);
  globalThis.test = Object.assign(selecting, original) as typeof original;
  try {
    require(`../engine/${file}.test`);
  } finally {
    globalThis.test = original;
  }
}
