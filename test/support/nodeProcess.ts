import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";

const root = path.resolve(__dirname, "..", "..");

/**
 * Runs code in a Node process of its own, in the repository's root, and answers what it printed. After
 * `require("tsx/cjs")` it can require TypeScript. The environment is this process's with `env` on top.
 */
export async function runNode(code: string, env: NodeJS.ProcessEnv = {}): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, ["--eval", code], {
    cwd: root,
    env: { ...process.env, ...env },
  });
  return stdout.trim();
}
