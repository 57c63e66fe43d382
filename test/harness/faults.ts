import { FAULT_KINDS, type FaultEffect, type FaultKind } from "./simulator";

export function faultKind(name: string): FaultKind {
  const kind = FAULT_KINDS.find((each) => each.name === name);
  if (!kind) {
    throw new Error(`There is no kind of fault named "${name}"`);
  }
  return kind;
}

/** The effects that leave a list without a usable answer; most do so for every other call as well. */
export const UNUSABLE_ANSWERS: Readonly<Record<string, FaultEffect>> = Object.fromEntries(
  FAULT_KINDS.filter(({ answer, calls }) => answer === "unusable" && calls.includes("list")).map(
    ({ name, fault: { when, ...effect } }) => [name, effect],
  ),
);
