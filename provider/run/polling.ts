import { setTimeout as sleep } from "node:timers/promises";
import type { Waits } from "./waits";

/** Yields at once, and then after ever longer delays, until the time is over or the run is interrupted. */
export async function* poll(
  timeout: number,
  { baseDelay, maxDelay }: Pick<Waits, "baseDelay" | "maxDelay">,
  signal?: AbortSignal,
): AsyncGenerator<void> {
  const start = performance.now();
  let delay = baseDelay;
  yield;
  while (!signal?.aborted && performance.now() - start + delay <= timeout) {
    await sleep(delay, undefined, { signal }).catch(() => {}); // interrupted
    delay = Math.min(maxDelay, delay * 2);
    if (!signal?.aborted) {
      yield;
    }
  }
}
