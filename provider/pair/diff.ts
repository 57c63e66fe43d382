import { printable } from "../errors/printable";
import { changedArguments, type Difference, replacing } from "../key/diff";
import { differences, withDefaults } from "../key/model";
import { dueNotes } from "../key/rotationNotes";
import { argumentsOf, keyName, type PairArguments, type PairOutputs, SLOTS } from "./model";

/** Whether an update or a replacement is needed. A key that is missing or differs from the pair needs an update too. */
export function diffPair(
  olds: PairOutputs,
  news: PairArguments,
  now: string,
  replaceOnChanges: readonly string[] = [],
): Difference {
  const changed = changedPairArguments(olds, news, now);
  const isIncomplete = SLOTS.some((slot) => {
    const key = olds.keys[slot];
    return !key || differences(key, withDefaults(argumentsOf(news, slot))).length > 0;
  });
  return {
    changes: changed.length > 0 || isIncomplete,
    replaces: replacing(changed, replaceOnChanges),
    notes: [...dueNotes(olds, news, now), ...(changed.includes("name") ? [] : renamingNotes(olds, news))],
  };
}

/** Of keys that are named otherwise than the pair's, since no argument shows it. */
function renamingNotes({ keys }: PairOutputs, { name }: PairArguments): string[] {
  return SLOTS.flatMap((slot) => {
    const [key, declared] = [keys[slot], keyName(name, slot)];
    return key && key.name !== declared
      ? [`The update renames the key "${printable(key.name)}" (${key.id}) to "${printable(declared)}".`]
      : [];
  });
}

export function changedPairArguments(olds: PairOutputs, news: PairArguments, now: string): string[] {
  const isChanged = (olds.revokePrevious ?? false) !== (news.revokePrevious ?? false);
  return [...changedArguments(olds, news, now), ...(isChanged ? ["revokePrevious"] : [])];
}
