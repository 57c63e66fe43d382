/** Calls at the first signal that asks this process to end; the second one ends it. On Windows, Pulumi sends a break. */
export function onSignal(callback: () => void): void {
  for (const signal of ["SIGINT", "SIGTERM", "SIGBREAK"] as const) {
    process.once(signal, callback);
  }
}
