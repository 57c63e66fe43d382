import { type Arguments, type LocalArguments, type Settings, withDefaults } from "../key/model";
import type { StateKey } from "../key/resourceKind";

/** A pair's two keys. One is current; the other one's token stays valid until the next rotation. */
export type Slot = "a" | "b";

export const SLOTS: readonly Slot[] = ["a", "b"];

export function other(slot: Slot): Slot {
  return slot === "a" ? "b" : "a";
}

export interface PairArguments extends Omit<Arguments, "adopt"> {
  readonly name: string;
  readonly revokePrevious?: boolean;
}

/** Both keys are in one resource, so that which of them is current changes together with the token that changed. */
export interface PairOutputs extends Settings, Omit<LocalArguments, "adopt"> {
  readonly current: Slot;
  /** When the current token was issued. */
  readonly rotatedAt: string;
  readonly rotationDueAt?: string;
  /** One is missing while the pair is partially created, or after it was deleted outside Pulumi. */
  readonly keys: Partial<Record<Slot, StateKey>>;
  readonly revokePrevious?: boolean;
  /** Whether the token that was current before was rotated away, since it became the previous one. */
  readonly previousRevoked?: boolean;
}

/** What programs use of a pair's keys, derived from them: see {@link PairOutputs.keys}. */
export interface PairTokens {
  readonly apiToken?: string;
  readonly previousApiToken?: string;
  readonly tokenFingerprint?: string;
  readonly previousTokenFingerprint?: string;
  readonly uuids: Partial<Record<Slot, string>>;
}

export function tokensOf({ keys, current }: PairOutputs): PairTokens {
  const [now, previous] = [keys[current], keys[other(current)]];
  return {
    ...(now && { apiToken: now.apiToken, tokenFingerprint: now.tokenFingerprint }),
    ...(previous && { previousApiToken: previous.apiToken, previousTokenFingerprint: previous.tokenFingerprint }),
    uuids: Object.fromEntries(SLOTS.flatMap((slot) => (keys[slot] ? [[slot, keys[slot].uuid]] : []))),
  };
}

/** The arguments of one of the two keys. When it is rotated is decided for the pair. */
export function argumentsOf(pair: Settings | PairArguments, slot: Slot): Arguments & { readonly name: string } {
  return { ...withDefaults(pair), name: keyName(pair.name, slot) };
}

export function keyName(pairName: string, slot: Slot): string {
  return `${pairName}-${slot}`;
}

export function withKey(outs: PairOutputs, slot: Slot, key: StateKey): PairOutputs {
  return { ...outs, keys: { ...outs.keys, [slot]: key } };
}
