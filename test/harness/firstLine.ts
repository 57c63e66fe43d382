import type { ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";

/**
 * The first line that a process prints to its pipe, such as the port of a provider.
 * @throws Error if it ends without one.
 */
export function firstLine({ stdout }: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    createInterface(stdout as Readable)
      .once("line", resolve)
      .once("close", () => reject(new Error("The process ended before it printed a line.")));
  });
}
