import { printable } from "../errors/printable";
import type { Clock } from "../run/clock";
import type { Settings } from "./model";
import { type RotationArguments, type RotationState, rotationDue } from "./rotationPolicy";

/** What the user has to be told of rotations by age, since no argument shows it. */

type State = RotationState & Pick<Settings, "name">;

/** How far a clock may be ahead of JetEmail's, in milliseconds. */
const CLOCK_TOLERANCE = 60 * 60 * 1000;

/** A dynamic provider can show a change of its inputs only, and none of them changes with the time. */
export function dueNotes(olds: State, news: RotationArguments, now: string): string[] {
  const due = rotationDue(olds, { ...news, enabled: true }, now);
  const rotation =
    news.enabled === false ? "The first update with `enabled: true` rotates it." : "The update rotates it.";
  return typeof due === "string"
    ? [
        `The token of "${printable(olds.name)}" has been due for rotation since ${due}: \`rotateAfterDays\` is ${news.rotateAfterDays}. ${rotation}`,
      ]
    : [];
}

/** After an update: a period that was given to an existing key, and a rotation by a clock that is ahead. */
export function updateNotes(olds: State, news: RotationArguments, outs: State, clock: Clock): string[] {
  const isByAge = typeof rotationDue(olds, news, clock.now()) === "string" && outs.rotatedAt !== olds.rotatedAt;
  return [
    ...(isByAge && clock.lead > CLOCK_TOLERANCE
      ? [
          `The clock of this machine is ${Math.floor(clock.lead / CLOCK_TOLERANCE)} h ahead of JetEmail's, so rotations by \`rotateAfterDays\` come early. Set the clock.`,
        ]
      : []),
    ...(outs.rotationDueAt !== undefined && outs.rotateAfterDays !== olds.rotateAfterDays
      ? [`The token of "${printable(outs.name)}" will be rotated by the first update after ${outs.rotationDueAt}.`]
      : []),
  ];
}
