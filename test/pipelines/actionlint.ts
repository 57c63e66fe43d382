import { mkdir } from "node:fs/promises";
import path from "node:path";
import { defaultCacheFolder } from "../harness/pulumi/cacheFolder";
import { run } from "../harness/pulumi/childProcess";
import { findOnPath, isExecutable } from "../harness/pulumi/executables";

const VERSION = "1.7.12";
const INSTALL_LIMIT = 10 * 60_000;

/**
 * Finds actionlint on PATH or among this project's copies, or builds a copy with Go, once.
 * @throws Error that tells what to install.
 */
export async function findActionlint(): Promise<string> {
  const { env, platform, arch } = process;
  const name = platform === "win32" ? "actionlint.exe" : "actionlint";
  const folder = path.join(defaultCacheFolder({ env, platform }), `actionlint-${VERSION}-${platform}-${arch}`);
  const copy = path.join(folder, name);
  const found = (await findOnPath(name, env)) ?? ((await isExecutable(copy)) ? copy : undefined);
  if (found !== undefined) {
    return found;
  }
  try {
    const go = await findOnPath(platform === "win32" ? "go.exe" : "go", env);
    if (go === undefined) {
      throw new Error("there is no go on PATH");
    }
    await mkdir(folder, { recursive: true });
    await run(go, ["install", `github.com/rhysd/actionlint/cmd/actionlint@v${VERSION}`], {
      env: { ...env, GOBIN: folder, GOFLAGS: "" },
      limit: INSTALL_LIMIT,
    });
    return copy;
  } catch (error) {
    throw new Error(
      `actionlint was not found and could not be built (${(error as Error).message}): install actionlint ${VERSION} or Go.`,
      { cause: error },
    );
  }
}
