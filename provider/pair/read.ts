import { JetEmailError } from "../errors/jetEmailError";
import {
  differences,
  localArgumentsOf,
  type Outputs,
  type Settings,
  withDefaults,
  withoutDefaults,
} from "../key/model";
import { type Read, read } from "../key/read";
import type { StateKey } from "../key/resourceKind";
import type { Account } from "../run/account";
import { LIMITS } from "../values/limits";
import { argumentsOf, other, type PairOutputs, SLOTS, type Slot } from "./model";

/**
 * Reads both keys.
 * @param saved the state; without keys where a program looks up a pair, or imports it, by the uuids of its keys.
 * @returns `undefined` only if a list that was read completely has neither.
 */
export async function readPair(
  account: Account,
  id: string,
  saved: Partial<PairOutputs>,
): Promise<Read<object, PairOutputs> | undefined> {
  const known = saved.keys ? (saved as PairOutputs) : await lookUp(account, id);
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
    id: isImportId(id) ? id : (keys.a?.id ?? id),
    outs: { ...known, keys },
    inputs: {
      // A pair that is imported is declared as its current key is.
      ...withoutDefaults(saved.keys ? observedSettings(known, keys) : withDefaults(known)),
      ...localArgumentsOf(known),
      ...(known.revokePrevious && { revokePrevious: true }),
      // Not an argument: it makes the preview show which key is to be created again.
      ...(missing.length > 0 && { missing }),
    },
  };
}

/**
 * Whether a pair was imported by this id, or looked up. It stays as it was given, since Pulumi replaces a resource whose option
 * `import` is not its id.
 */
function isImportId(id: string): boolean {
  return id.includes(",");
}

/**
 * The pair of two keys that exist. Which of them is `a` is told by their names, if they are those of a pair; otherwise the
 * current one is.
 */
async function lookUp(account: Account, id: string): Promise<PairOutputs> {
  const uuids = id.split(",").map((uuid) => uuid.trim());
  const [currentId, previousId] = uuids;
  if (!currentId || !previousId || uuids.length > 2 || currentId === previousId) {
    throw new JetEmailError(
      808,
      "A pair is looked up and imported by the uuids of its two keys, `<uuid>,<uuid>`: first that of the key whose token is in use.",
    );
  }
  const [now, previous] = [await found(account, currentId), await found(account, previousId)];
  const current = now.name.endsWith("-b") && previous.name === `${now.name.slice(0, -1)}a` ? "b" : "a";
  const name = now.name.endsWith(`-${current}`) ? now.name.slice(0, -2) : now.name;
  const { rotatedAt } = now;
  return {
    ...withDefaults({ ...now, name: name.slice(0, LIMITS.pairName) }),
    current,
    rotatedAt,
    keys: { [current]: now, [other(current)]: previous },
  };
}

async function found(account: Account, uuid: string): Promise<StateKey> {
  // `read` throws where there is no such key.
  const { id, outs } = (await read(account, uuid, {})) as Read<object, Outputs>;
  return { ...outs, id };
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
