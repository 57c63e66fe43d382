import { execFile } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";

export const repository = path.resolve(__dirname, "..", "..");

/** Builds `dist` if it is missing or older than what it is made of. */
export async function build(): Promise<void> {
  const sources = ["sdk", "provider", "tsconfig.json", "tsconfig.build.json"];
  if (newest("dist/provider/index.js") < Math.max(...sources.map(newest))) {
    const compiler = require.resolve("typescript/bin/tsc");
    await promisify(execFile)(process.execPath, [compiler, "-p", "tsconfig.build.json"], { cwd: repository });
  }
}

/** The latest modification of a file, or of the files in a folder; 0 if there is none. */
function newest(name: string): number {
  const stats = statSync(path.join(repository, name), { throwIfNoEntry: false });
  if (!stats?.isDirectory()) {
    return stats?.mtimeMs ?? 0;
  }
  return Math.max(0, ...readdirSync(path.join(repository, name)).map((entry) => newest(path.join(name, entry))));
}
