const FRAME = /\n\s+at /;

/**
 * Makes errors without stack traces until the function that it returns is called. Pulumi takes a trace for each of some
 * seventy promises a key, against the chance that one never resolves, and maps every frame to its source: more than half
 * of the time of a program with many keys. Where a resource is declared it finds out in another way.
 * PULUMI_DEBUG_PROMISE_LEAKS, which prints those traces, keeps them.
 * @returns ends it; an error that was thrown meanwhile gets a trace of where it was caught.
 */
export function suspendTraces(): (error?: unknown) => void {
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
