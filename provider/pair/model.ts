import { type Arguments, type Declared, type Directives, withDefaults } from "../key/model";
import type { Outputs } from "../key/outputs";

/** A pair's two keys. One is current; the other one's token stays valid until the next rotation. */
export type Slot = "a" | "b";

export const SLOTS: readonly Slot[] = ["a", "b"];

export function other(slot: Slot): Slot {
  return slot === "a" ? "b" : "a";
}

export interface PairArguments extends Omit<Arguments, "adopt"> {
  /** Computed by check for the preview to show; an update decides by the outputs. */
  readonly current: Slot;
  readonly revokePrevious?: boolean;
}

export type PairKey = Outputs & { readonly id: string };

/** Both keys stand in one resource, so that which of them is current changes together with the token that changed. */
export interface PairOutputs extends Declared, Omit<Directives, "adopt"> {
  readonly current: Slot;
  readonly rotatedAt: string;
  /** One is missing while the pair is half-made, or after it was deleted by hand. */
  readonly keys: Partial<Record<Slot, PairKey>>;
  readonly revokePrevious?: boolean;
  /** Whether the token that was current before was rotated away, since it became the previous one. */
  readonly previousRevoked?: boolean;
}

/** The arguments of one of the two keys. When it is rotated is the pair's business. */
export function argumentsOf(pair: Omit<PairArguments, "current">, slot: Slot): Arguments {
  return { ...withDefaults(pair), name: `${pair.name}-${slot}`, rotatedAt: pair.rotatedAt };
}

export function withKey(outs: PairOutputs, slot: Slot, key: PairKey): PairOutputs {
  return { ...outs, keys: { ...outs.keys, [slot]: key } };
}
