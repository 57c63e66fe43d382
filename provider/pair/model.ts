import { type Arguments, type LocalArguments, type Outputs, type Settings, withDefaults } from "../key/model";
import type { ResourceStamp } from "../run/clock";

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

/** Both keys are in one resource, so that which of them is current changes together with the token that changed. */
export interface PairOutputs extends Settings, Omit<LocalArguments, "adopt"> {
  readonly current: Slot;
  readonly rotatedAt: ResourceStamp;
  /** One is missing while the pair is partially created, or after it was deleted outside Pulumi. */
  readonly keys: Partial<Record<Slot, PairKey>>;
  readonly revokePrevious?: boolean;
  /** Whether the token that was current before was rotated away, since it became the previous one. */
  readonly previousRevoked?: boolean;
}

/** The arguments of one of the two keys. When it is rotated is decided for the pair. */
export function argumentsOf(pair: Omit<PairArguments, "current">, slot: Slot): Arguments {
  return { ...withDefaults(pair), name: keyName(pair.name, slot), rotatedAt: pair.rotatedAt };
}

export function keyName(pairName: string, slot: Slot): string {
  return `${pairName}-${slot}`;
}

export function withKey(outs: PairOutputs, slot: Slot, key: PairKey): PairOutputs {
  return { ...outs, keys: { ...outs.keys, [slot]: key } };
}
