/** Calls at the first signal that asks this process to end; the second one ends it. */
export function onSignal(callback: () => void): void {
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, callback);
  }
}
