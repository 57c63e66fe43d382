import { setTimeout as sleep } from "node:timers/promises";

/** @returns `undefined` if there is no result when the time is over or the signal aborts. */
export async function resultWithin<Result>(
  milliseconds: number,
  result: Promise<Result>,
  signal?: AbortSignal,
): Promise<Result | undefined> {
  const settled = new AbortController();
  const end = signal ? AbortSignal.any([signal, settled.signal]) : settled.signal;
  try {
    return await Promise.race([result, sleep(milliseconds, undefined, { signal: end }).catch(() => undefined)]);
  } finally {
    settled.abort();
  }
}
