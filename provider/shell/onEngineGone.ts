import { fstatSync } from "node:fs";

/**
 * Calls when the engine has ended, be it killed: it holds the other end of this process's standard input. Where that is no
 * pipe (a debugger, a terminal), it says nothing about an engine.
 */
export function onEngineGone(callback: () => void): void {
  if (isPipe(0)) {
    process.stdin.on("end", callback).on("error", callback).resume();
  }
}

function isPipe(descriptor: number): boolean {
  try {
    const status = fstatSync(descriptor);
    return status.isFIFO() || status.isSocket(); // what Node gives its children as pipes
  } catch {
    return false; // closed
  }
}
