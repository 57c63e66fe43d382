import { ONE_SHELL } from "./shells";
import { Stack } from "./stack";
import { urnOf, YamlStack } from "./yamlStack";

/**
 * Runs a file of test/engine, which is written for the dynamic resource, on the plugin and a YAML program. What only one of
 * the shells can do is left out: `shells.ts` lists it.
 */
export function onPlugin(file: string): void {
  Stack.alternative = (simulator) => YamlStack.create(simulator);
  jest.doMock("../engine/urn", () => ({ urnOf }));
  const left = ONE_SHELL[file] ?? {};
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
