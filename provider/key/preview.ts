import { UNKNOWN } from "../values/unknown";
import type { Values } from "./check";
import { type Arguments, isAdopted, localArgumentsOf, type Outputs, withDefaults, withLocalArguments } from "./model";
import { rotationDue } from "./rotationPolicy";

/** What a key will be, as far as it is known before the operation: what only JetEmail can tell is `UNKNOWN`. */

const UNKNOWN_TOKEN = { apiToken: UNKNOWN, tokenFingerprint: UNKNOWN, rotatedAt: UNKNOWN };

export function previewOfCreate(inputs: Arguments): Values {
  return {
    ...withDefaults(inputs, { name: UNKNOWN }),
    ...localArgumentsOf(inputs),
    ...UNKNOWN_TOKEN,
    uuid: isAdopted(inputs) ? inputs.adopt : UNKNOWN,
    status: UNKNOWN,
    createdAt: UNKNOWN,
    ...(inputs.rotateAfterDays !== undefined && { rotationDueAt: UNKNOWN }),
  };
}

/** A rotation that is due makes the token unknown; no other change does. */
export function previewOfUpdate(olds: Outputs, news: Arguments, now: string): Values {
  const isDue = rotationDue(olds, news, now) !== false;
  const outs = withLocalArguments(withSettings(olds, news), news);
  const preview = withPeriod(olds, outs, isDue);
  return isDue ? rotated(preview) : preview;
}

/** The same key with other settings. */
export function withSettings(olds: Outputs, news: Arguments): Outputs {
  const desired = withDefaults(news, olds);
  const isPartial = olds.status === undefined;
  return {
    ...olds,
    ...desired,
    ...(desired.enabled !== olds.enabled && { status: statusOf(desired.enabled) }),
    ...(isPartial && { uuid: UNKNOWN, status: UNKNOWN, createdAt: UNKNOWN }),
  };
}

/** What a rotation leaves of a key. */
export function rotated<Key extends Partial<Outputs>>({ __replacedTokens, ...key }: Key) {
  return { ...key, ...UNKNOWN_TOKEN };
}

/** A period counts from a rotation, or from when it was given. */
export function withPeriod<State extends Pick<Outputs, "rotateAfterDays" | "rotationDueAt">>(
  olds: Pick<Outputs, "rotateAfterDays" | "rotationDueAt">,
  { rotationDueAt, ...outs }: State,
  isDue: boolean,
): Omit<State, "rotationDueAt"> {
  const isKept = !isDue && outs.rotateAfterDays === olds.rotateAfterDays && rotationDueAt !== undefined;
  return outs.rotateAfterDays === undefined ? outs : { ...outs, rotationDueAt: isKept ? rotationDueAt : UNKNOWN };
}

function statusOf(enabled: unknown): string {
  if (enabled === UNKNOWN) {
    return UNKNOWN;
  }
  return enabled ? "active" : "disabled";
}
