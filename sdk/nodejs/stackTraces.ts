const FRAME = /\n\s+at /;

/**
 * Disables stack-trace capture. Pulumi takes a trace for each of some seventy promises per key, in case one never
 * resolves, and maps every frame to its source: more than half of the time of a program with many keys. It finds out where
 * a resource is declared in another way. PULUMI_DEBUG_PROMISE_LEAKS, which prints those traces, keeps them.
 * @returns restores it; an error thrown meanwhile gets a trace of where it was caught.
 */
export function suspendStackTraces(): (error?: unknown) => void {
  const limit = Error.stackTraceLimit;
  if (!process.env.PULUMI_DEBUG_PROMISE_LEAKS) {
    Error.stackTraceLimit = 0;
  }
  return (error) => {
    Error.stackTraceLimit = limit;
    if (error instanceof Error && !FRAME.test(error.stack ?? "")) {
      Error.captureStackTrace(error);
    }
  };
}
