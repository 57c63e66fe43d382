import path from "node:path";
import { shortHash } from "../../../provider/values/shortHash";
import { cachedFolder } from "./cachedFolder";
import { run } from "./childProcess";
import { findOnPath } from "./executables";

/** Pulumi for Python, and what the SDK of this repository needs beside it: `sdk/python/pyproject.toml` names it. */
const PACKAGES = ["pulumi==3.272.0", "parver==0.5", "semver==3.0.4", "setuptools==80.9.0"];
const LIMIT = 10 * 60_000;

/**
 * The `bin` of a virtual environment with Pulumi for Python, made once.
 *
 * @throws Error that tells what to install, or that a package cannot be had.
 */
export async function findPythonEnvironment(): Promise<string> {
  const { env } = process;
  const python = await findOnPath("python3", env);
  if (python === undefined) {
    throw new Error("There is no python3 on PATH: install Python.");
  }
  const version = (await run(python, ["-c", "import platform; print(platform.python_version())"], { env })).trim();
  const folder = await cachedFolder(`python-${version}-pulumi-${shortHash(PACKAGES.join(), 8)}`, async (draft) => {
    process.stderr.write("Installing Pulumi for Python; this happens once.\n");
    await run(python, ["-m", "venv", draft], { env, limit: LIMIT });
    await pip(path.join(draft, "bin"), "install", ...PACKAGES);
  });
  return path.join(folder, "bin");
}

/** Runs pip in an environment: as a module, since its script knows the folder that the environment was made in. */
export async function pip(bin: string, ...args: string[]): Promise<void> {
  await run(path.join(bin, "python"), ["-m", "pip", "--quiet", "--disable-pip-version-check", ...args], {
    env: process.env,
    limit: LIMIT,
  });
}
