import { type Checked, check } from "../../provider/key/check";
import type { Arguments } from "../../provider/key/model";
import { keyArguments } from "../../provider/key/schema";
import type { PairArguments } from "../../provider/pair/model";
import { Clock } from "../../provider/run/clock";

/** The `rotatedAt` of declared arguments. No key of a test is created at this instant. */
export const ROTATED_AT = "2026-02-03T04:05:06.789Z";

const ISO_INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** A key's arguments as check returns them, with a `rotatedAt` that the test knows. */
export function declared(args: Omit<Arguments, "rotatedAt">): Arguments {
  return { ...args, rotatedAt: ROTATED_AT };
}

/** A pair's arguments as check returns them, with a `rotatedAt` that the test knows. */
export function declaredPair(args: Omit<PairArguments, "rotatedAt" | "current">): PairArguments {
  return { ...args, rotatedAt: ROTATED_AT, current: "a" };
}

/** Checks a key's arguments. Removes the `rotatedAt` that check adds to valid ones, so that a test can compare the rest. */
export function checkKey(olds: Record<string, unknown>, news: Record<string, unknown>): Checked {
  const { inputs, failures } = check(keyArguments, olds, news, new Clock());
  const { rotatedAt, ...rest } = inputs;
  if (failures.length === 0) {
    expect(rotatedAt).toMatch(ISO_INSTANT);
  } else {
    expect(rotatedAt).toBeUndefined();
  }
  return { inputs: rest, failures };
}
