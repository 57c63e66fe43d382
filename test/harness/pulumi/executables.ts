import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import path from "node:path";
import { run } from "./childProcess";
import { readVersion } from "./release";

/** File names of the three executables that a Node program needs. */
export interface ExecutableNames {
  /** The Pulumi CLI. */
  cli: string;
  /** What runs a Node program for the CLI. */
  languageHost: string;
  /** What starts the process that dynamic resources live in. */
  launcher: string;
}

/** The names on `platform`, as in the official archives. */
export function executableNames(platform: NodeJS.Platform): ExecutableNames {
  const windows = platform === "win32";
  return {
    cli: windows ? "pulumi.exe" : "pulumi",
    languageHost: windows ? "pulumi-language-nodejs.exe" : "pulumi-language-nodejs",
    launcher: windows ? "pulumi-resource-pulumi-nodejs.cmd" : "pulumi-resource-pulumi-nodejs",
  };
}

/** Whether `file` is a file that may be run. */
export async function isExecutable(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch {
    return false;
  }
}

/** The executables that `folder` lacks. */
export async function missingExecutables(folder: string, platform: NodeJS.Platform): Promise<string[]> {
  const missing: string[] = [];
  for (const name of Object.values(executableNames(platform))) {
    if (!(await isExecutable(path.join(folder, name)))) {
      missing.push(name);
    }
  }
  return missing;
}

/** The first `name` on the PATH of `env`. */
export async function findOnPath(name: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  // Windows spells the name `Path`, and a copy of process.env is no longer case-insensitive.
  const key = Object.keys(env).find((candidate) => candidate.toUpperCase() === "PATH");
  const folders = (key === undefined ? "" : (env[key] ?? "")).split(path.delimiter);
  for (const folder of folders.filter((folder) => path.isAbsolute(folder))) {
    const file = path.join(folder, name);
    if (await isExecutable(file)) {
      return file;
    }
  }
  return undefined;
}

/**
 * The version that a CLI reports.
 *
 * @throws Error when it does not run or reports none.
 */
export async function versionOf(command: string, env: NodeJS.ProcessEnv): Promise<string> {
  return readVersion(
    await run(command, ["version"], { env: { ...env, PULUMI_SKIP_UPDATE_CHECK: "1" }, limit: 30_000 }),
  );
}
