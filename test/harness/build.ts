import { execFile } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { repository } from "./repository";

/** Builds `dist` if it is missing or older than what it is made of. */
export async function build(): Promise<void> {
  await compile("tsconfig.build.json", "dist/provider/index.js", ["sdk/nodejs", "provider", "tsconfig.build.json"]);
}

/** Builds the simulator's package in the same way. */
export async function buildSimulator(): Promise<void> {
  const folder = "packages/simulator";
  await compile(folder, `${folder}/dist/index.js`, [`${folder}/src`, `${folder}/tsconfig.json`]);
}

async function compile(project: string, output: string, sources: string[]): Promise<void> {
  if (newest(output) < Math.max(...["tsconfig.json", ...sources].map(newest))) {
    const compiler = require.resolve("typescript/bin/tsc");
    await promisify(execFile)(process.execPath, [compiler, "-p", project], { cwd: repository });
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
