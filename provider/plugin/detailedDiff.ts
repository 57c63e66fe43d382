import { sameValue } from "../key/model";
import type { Values } from "./values";

export interface PropertyChange {
  readonly kind: "add" | "update" | "delete";
  /** Whether the value before is that of the inputs, not that of the outputs. */
  readonly isInput: boolean;
}

export interface Compared {
  /** The outputs in the state. */
  readonly olds: Values;
  readonly oldInputs: Values;
  readonly news: Values;
}

/**
 * How each argument changes. Pulumi takes the other side of a change from the new inputs, so that an output would be shown
 * as deleted.
 * @param changed the arguments whose change needs the update; `rotatedAt` stands for a rotation by age.
 */
export function detailedDiff(changed: readonly string[], { olds, oldInputs, news }: Compared) {
  const names = changed.map((name) => (name === "rotatedAt" ? "rotateAfterDays" : name));
  if (names.length > 0) {
    return Object.fromEntries(names.map((name) => [name, changeOf(olds[name], news[name], false)]));
  }
  // The outputs agree with the arguments, and a key does not: the last refresh has brought that to the inputs.
  const differing = [...new Set([...Object.keys(oldInputs), ...Object.keys(news)])].filter(
    (name) => !name.startsWith("__") && !sameValue(oldInputs[name], news[name]),
  );
  return Object.fromEntries(differing.map((name) => [name, changeOf(oldInputs[name], news[name], true)]));
}

function changeOf(before: unknown, after: unknown, isInput: boolean): PropertyChange {
  if (after === undefined) {
    return { kind: "delete", isInput };
  }
  return { kind: before === undefined ? "add" : "update", isInput };
}
