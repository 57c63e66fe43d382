import { isDeepStrictEqual } from "node:util";
import type { Clock, ResourceStamp } from "../run/clock";
import { containsUnknown, UNKNOWN } from "../values/unknown";
import type { LocalArguments } from "./model";

/**
 * When a token is rotated. Pulumi shows changes of inputs, so check computes one: `rotatedAt`, kept from the last inputs,
 * or now if a rotation is due. An update decides by the outputs, which tell what was done: so an update that was
 * interrupted decides the same again, and one that was completed does not.
 */

export interface RotationState extends Pick<LocalArguments, "rotationTrigger" | "rotateAfterDays"> {
  readonly rotatedAt?: ResourceStamp;
}

const DAY = 24 * 60 * 60 * 1000;

/**
 * Whether going from one to the other rotates: another trigger is given, or the period that both have is over at the
 * instant of the new inputs. Removing a trigger or changing the period does not rotate by itself.
 */
export function isRotationDue(
  before: RotationState,
  after: RotationState & { readonly rotatedAt: ResourceStamp },
): boolean {
  const { rotationTrigger: trigger, rotateAfterDays: days } = after;
  if (trigger !== undefined && trigger !== null && !isDeepStrictEqual(trigger, before.rotationTrigger)) {
    return true;
  }
  if (days === undefined || days !== before.rotateAfterDays || before.rotatedAt === undefined) {
    return false;
  }
  return Date.parse(after.rotatedAt) > Date.parse(before.rotatedAt) + days * DAY;
}

/** The `rotatedAt` of the new inputs. */
export function rotatedAtOf(olds: RotationState, news: RotationState, clock: Clock): ResourceStamp {
  const now = clock.now();
  if (olds.rotatedAt === undefined || isRotationDue(olds, { ...news, rotatedAt: now })) {
    return olds.rotatedAt !== undefined && containsUnknown(news.rotationTrigger) ? UNKNOWN : now;
  }
  return olds.rotatedAt;
}
