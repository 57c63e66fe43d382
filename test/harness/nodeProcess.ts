import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { repository } from "./repository";

/**
 * Runs code in a Node process of its own, in the root of the repository. After `require("tsx/cjs")` the code can require
 * TypeScript.
 * @param env is added to the environment of this process.
 * @returns what the code printed.
 */
export async function runNode(code: string, env: NodeJS.ProcessEnv = {}): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, ["--eval", code], {
    cwd: repository,
    env: { ...process.env, ...env },
  });
  return stdout.trim();
}
