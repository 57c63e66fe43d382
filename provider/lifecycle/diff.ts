import { type Arguments, type Declared, differences, withDefaults } from "./declared";

/** Whether an update is needed. Every argument of a key can be changed in place. */
export function diff(olds: Declared, news: Arguments): { changes: boolean } {
  return { changes: differences(olds, withDefaults(news)).length > 0 };
}
