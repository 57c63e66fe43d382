import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { repository } from "./repository";

/**
 * Runs code in a Node process of its own, in the repository's repository, and answers what it printed. After
 * `require("tsx/cjs")` it can require TypeScript. The environment is this process's with `env` on top.
 */
export async function runNode(code: string, env: NodeJS.ProcessEnv = {}): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, ["--eval", code], {
    cwd: repository,
    env: { ...process.env, ...env },
  });
  return stdout.trim();
}
