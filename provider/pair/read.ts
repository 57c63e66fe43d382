import type { Client } from "../jetemail/client";
import { type Declared, differences, directivesOf, withDefaults, withoutDefaults } from "../key/model";
import { read } from "../key/read";
import { argumentsOf, type PairKey, type PairOutputs, SLOTS, type Slot } from "./model";

export interface ReadPair {
  readonly id: string;
  readonly outs: PairOutputs;
  readonly inputs: Record<string, unknown>;
}

/** Reads both keys. @returns `undefined` only if a list that was read whole holds neither. */
export async function readPair(client: Client, id: string, known: PairOutputs): Promise<ReadPair | undefined> {
  const keys: Partial<Record<Slot, PairKey>> = {};
  for (const slot of SLOTS) {
    const key = known.keys[slot];
    const found = key && (await read(client, key.id, key));
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
      ...withoutDefaults(drifted(known, keys)),
      ...directivesOf(known),
      ...(known.revokePrevious && { revokePrevious: true }),
      rotatedAt: known.rotatedAt,
      current: known.current,
      // No argument: it makes the preview show which key is to be created anew.
      ...(missing.length > 0 && { missing }),
    },
  };
}

/** What was declared, and where one of the keys differs from it, what that key has. */
function drifted(known: PairOutputs, keys: PairOutputs["keys"]): Declared {
  const values: Record<string, unknown> = { ...withDefaults(known) };
  for (const slot of SLOTS) {
    const key = keys[slot];
    const declared = withDefaults(argumentsOf(known, slot));
    for (const name of key ? differences(key, declared) : []) {
      values[name] = key?.[name];
    }
  }
  return values as unknown as Declared;
}
