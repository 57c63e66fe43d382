import { isDeepStrictEqual } from "node:util";
import { containsUnknown, UNKNOWN } from "../values/unknown";
import type { Directives } from "./model";

/**
 * When a token is rotated. Pulumi shows a change of inputs, so check computes one: `rotatedAt`, kept from the last
 * inputs, or now where a rotation is due. An update decides by the outputs, which tell what was done: so an update that
 * was interrupted decides the same again, and one that was done does not.
 */

export interface Rotated extends Pick<Directives, "rotationTrigger" | "rotateAfterDays"> {
  readonly rotatedAt?: string;
}

const DAY = 24 * 60 * 60 * 1000;

/**
 * Whether going from one to the other rotates: another trigger is given, or the period that both have is over at the
 * instant that the new inputs carry. Taking a trigger away or changing the period rotates nothing by itself.
 */
export function isRotationDue(before: Rotated, after: Required<Pick<Rotated, "rotatedAt">> & Rotated): boolean {
  const { rotationTrigger: trigger, rotateAfterDays: days } = after;
  if (trigger !== undefined && trigger !== null && !isDeepStrictEqual(trigger, before.rotationTrigger)) {
    return true;
  }
  if (days === undefined || days !== before.rotateAfterDays || before.rotatedAt === undefined) {
    return false;
  }
  return Date.parse(after.rotatedAt) > Date.parse(before.rotatedAt) + days * DAY;
}

let last = 0;

/** Now, but never twice the same: it tells apart the inputs of resources that are declared alike. */
export function now(): string {
  last = Math.max(Date.now(), last + 1);
  return new Date(last).toISOString();
}

/** The `rotatedAt` of the new inputs. */
export function rotatedAtOf(olds: Rotated, news: Rotated): string {
  const instant = now();
  if (olds.rotatedAt === undefined || isRotationDue(olds, { ...news, rotatedAt: instant })) {
    return olds.rotatedAt !== undefined && containsUnknown(news.rotationTrigger) ? UNKNOWN : instant;
  }
  return olds.rotatedAt;
}
