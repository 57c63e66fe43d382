import type { Key } from "./key";

/** A list by what keys are looked up by. */
export interface KeyIndex {
  readonly byUuid: ReadonlyMap<string, Key>;
  readonly byToken: ReadonlyMap<string, Key>;
  readonly byName: ReadonlyMap<string, readonly Key[]>;
}

const indexes = new WeakMap<readonly Key[], KeyIndex>();

/** The index of a list, made once however many resources share the list. */
export function indexOf(list: readonly Key[]): KeyIndex {
  let index = indexes.get(list);
  if (!index) {
    index = {
      // Of several, the first counts.
      byUuid: new Map(list.flatMap((key) => (key.uuid === undefined ? [] : [[key.uuid, key] as const])).reverse()),
      byToken: new Map(list.map((key) => [key.token, key] as const).reverse()),
      byName: Map.groupBy(list, ({ name }) => name),
    };
    indexes.set(list, index);
  }
  return index;
}
