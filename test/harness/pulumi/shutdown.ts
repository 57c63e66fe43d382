const SIGNALS: NodeJS.Signals[] = ["SIGINT", "SIGTERM", "SIGHUP"];
const cleanups = new Set<() => void>();

function cleanUp(): void {
  // The latest first: a process is killed before the folder that it writes to is removed.
  for (const cleanup of [...cleanups].reverse()) {
    cleanup();
  }
  cleanups.clear();
}

function onSignal(signal: NodeJS.Signals): void {
  cleanUp();
  stopListening();
  // Listening has taken the signal's own effect away. A program with no listener of its own still has to end.
  if (process.listenerCount(signal) === 0) {
    process.kill(process.pid, signal);
  }
}

function listen(): void {
  for (const signal of SIGNALS) {
    process.on(signal, onSignal);
  }
  process.on("exit", cleanUp);
}

function stopListening(): void {
  for (const signal of SIGNALS) {
    process.off(signal, onSignal);
  }
  process.off("exit", cleanUp);
}

/**
 * Runs `cleanup` if this process is told to end, or ends, before the returned function is called.
 *
 * @param cleanup - Synchronous, since nothing else runs while a process exits.
 */
export function onShutdown(cleanup: () => void): () => void {
  if (cleanups.size === 0) {
    listen();
  }
  cleanups.add(cleanup);
  return () => {
    if (cleanups.delete(cleanup) && cleanups.size === 0) {
      stopListening();
    }
  };
}
