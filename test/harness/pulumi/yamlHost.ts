import { readFileSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import path from "node:path";
import { defaultCacheFolder } from "./cacheFolder";
import { run } from "./childProcess";
import { findOnPath, isExecutable } from "./executables";
import { YAML_HOST_MODULE } from "./goModules";

const BUILD_LIMIT = 20 * 60_000;

/**
 * The folder of the language host for YAML programs: that on PATH, a copy made earlier, or one that is built with Go, once.
 *
 * @throws Error that tells what to install.
 */
export async function findYamlHost(): Promise<string> {
  const { env, platform, arch } = process;
  const windows = platform === "win32";
  const name = windows ? "pulumi-language-yaml.exe" : "pulumi-language-yaml";
  const onPath = await findOnPath(name, env);
  if (onPath !== undefined) {
    return path.dirname(onPath);
  }
  const cacheFolder = defaultCacheFolder({ env, platform });
  const folder = path.join(cacheFolder, `language-yaml-${pinnedVersion()}-${platform}-${arch}`);
  if (await isExecutable(path.join(folder, name))) {
    return folder;
  }
  const go = await findOnPath(windows ? "go.exe" : "go", env);
  if (go === undefined) {
    throw new Error("There is no pulumi-language-yaml on PATH and no Go to build one: install the Pulumi CLI or Go.");
  }
  await mkdir(cacheFolder, { recursive: true });
  const draft = await mkdtemp(`${folder}.partial-`);
  try {
    const args = ["build", "-mod=readonly", "-buildvcs=false", "-trimpath", "-ldflags", "-s -w"];
    await run(go, [...args, "-o", path.join(draft, name), YAML_HOST_MODULE.command], {
      cwd: YAML_HOST_MODULE.folder,
      env: { ...env, GOWORK: "off" },
      limit: BUILD_LIMIT,
    });
    await rename(draft, folder).catch(async (error) => {
      // Another process was faster.
      if (!(await isExecutable(path.join(folder, name)))) {
        throw error;
      }
    });
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  return folder;
}

function pinnedVersion(): string {
  const text = readFileSync(path.join(YAML_HOST_MODULE.folder, "go.mod"), "utf8");
  const [, version] = /pulumi\/pulumi-yaml v(\S+)/.exec(text) ?? [];
  if (version === undefined) {
    throw new Error(`${YAML_HOST_MODULE.folder}/go.mod requires no pulumi-yaml`);
  }
  return version;
}
