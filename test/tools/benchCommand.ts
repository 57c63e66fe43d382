import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expectSuccess, type Run, startCommand } from "../harness/command";
import { repository } from "../harness/repository";

/** The calls of something that calls nothing. */
export const NO_CALLS = { GET: 0, POST: 0, PATCH: 0, DELETE: 0 };

/** `npm run bench`, with a folder for what it writes that is removed after the tests of a file. */
export function useBench() {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), "jetemail-bench-"));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const run = (...options: string[]): Promise<Run> => {
    const main = path.join(repository, "tools", "bench", "main.ts");
    const args = [require.resolve("tsx/cli"), main, ...options];
    return startCommand(process.execPath, args, { cwd: repository, env: process.env }).ended;
  };
  return {
    get folder() {
      return folder;
    },
    run,
    /** What a run that succeeds prints to its standard output. */
    printed: async (...options: string[]) => expectSuccess("bench", await run(...options)).stdout,
  };
}
