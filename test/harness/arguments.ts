import { type Checked, check } from "../../provider/key/check";
import type { Arguments } from "../../provider/key/model";
import { keyArguments } from "../../provider/key/schema";
import type { PairArguments } from "../../provider/pair/model";
import { Clock } from "../../provider/run/clock";

/** The instant that arguments of `declared` carry: another one than that of any key's creation. */
export const ROTATED_AT = "2026-02-03T04:05:06.789Z";

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** Arguments as check hands them on, rotated at a known instant. */
export function declared(args: Omit<Arguments, "rotatedAt">): Arguments {
  return { ...args, rotatedAt: ROTATED_AT };
}

export function declaredPair(args: Omit<PairArguments, "rotatedAt" | "current">): PairArguments {
  return { ...args, rotatedAt: ROTATED_AT, current: "a" };
}

/** Checks a key's arguments. The instant that check adds to those it lets through is left out, so that tests can compare. */
export function checkKey(olds: Record<string, unknown>, news: Record<string, unknown>): Checked {
  return withoutInstant(check(keyArguments, olds, news, new Clock()));
}

function withoutInstant({ inputs: { rotatedAt, ...inputs }, failures }: Checked): Checked {
  if (failures.length === 0) {
    expect(rotatedAt).toMatch(INSTANT);
  } else {
    expect(rotatedAt).toBeUndefined();
  }
  return { inputs, failures };
}
