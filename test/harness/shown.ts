import { inspect } from "node:util";

/** Everything that a log, a debugger or a crash report can show of a value. */
export function shown(value: unknown): string {
  const texts = [inspect(value, { depth: 10, showHidden: true }), JSON.stringify(value) ?? ""];
  return (value instanceof Error ? [...texts, String(value), value.message, value.stack ?? ""] : texts).join("\n");
}
