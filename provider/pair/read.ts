import { differences, localArgumentsOf, type Settings, withDefaults, withoutDefaults } from "../key/model";
import { type Read, read } from "../key/read";
import type { StateKey } from "../key/resourceKind";
import type { Account } from "../run/account";
import { argumentsOf, type PairOutputs, SLOTS, type Slot } from "./model";

/** Reads both keys. @returns `undefined` only if a list that was read completely has neither. */
export async function readPair(
  account: Account,
  id: string,
  known: PairOutputs,
): Promise<Read<object, PairOutputs> | undefined> {
  const keys: Partial<Record<Slot, StateKey>> = {};
  for (const slot of SLOTS) {
    const key = known.keys[slot];
    const found = key && (await read(account, key.id, key));
    if (found) {
      keys[slot] = { ...found.outs, id: found.id };
    }
  }
  if (!keys.a && !keys.b) {
    return undefined;
  }
  const missing = SLOTS.filter((slot) => !keys[slot]);
  return {
    id: keys.a?.id ?? id,
    outs: { ...known, keys },
    inputs: {
      ...withoutDefaults(observedSettings(known, keys)),
      ...localArgumentsOf(known),
      ...(known.revokePrevious && { revokePrevious: true }),
      // Not an argument: it makes the preview show which key is to be created again.
      ...(missing.length > 0 && { missing }),
    },
  };
}

/** What was declared, and where one of the keys differs from it, what that key has. */
function observedSettings(known: PairOutputs, keys: PairOutputs["keys"]): Settings {
  const values: Record<string, unknown> = { ...withDefaults(known) };
  for (const slot of SLOTS) {
    const key = keys[slot];
    const declared = withDefaults(argumentsOf(known, slot));
    for (const name of key ? differences(key, declared) : []) {
      values[name] = key?.[name];
    }
  }
  return values as unknown as Settings;
}
