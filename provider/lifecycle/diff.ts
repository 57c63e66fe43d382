import { isDeepStrictEqual } from "node:util";
import { type Arguments, differences, withDefaults } from "./declared";
import type { Outputs } from "./outputs";
import { isRotationDue } from "./rotation";

export interface Difference {
  readonly changes: boolean;
  /** The arguments that cannot be changed in place. */
  readonly replaces: string[];
}

/** Whether an update or a replacement is needed. Only moving to another account replaces; `adopt` is for creation. */
export function diff(olds: Outputs, news: Arguments): Difference {
  const replaces = olds.account === news.account ? [] : ["account"];
  const changes =
    replaces.length > 0 ||
    differences(olds, withDefaults(news)).length > 0 ||
    isRotationDue(olds, news) ||
    !isDeepStrictEqual(olds.rotationTrigger, news.rotationTrigger) ||
    olds.rotateAfterDays !== news.rotateAfterDays;
  return { changes, replaces };
}
