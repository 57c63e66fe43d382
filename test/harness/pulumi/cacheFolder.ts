import os from "node:os";
import path from "node:path";
import { PULUMI_VERSION } from "./release";

/** What decides where caches are. */
export interface CacheFolderOptions {
  env: NodeJS.ProcessEnv;
  platform: NodeJS.Platform;
}

/**
 * This project's folder among the user's caches. It is outside node_modules, which is removed more often than a build
 * of some minutes deserves.
 */
export function defaultCacheFolder({ env, platform }: CacheFolderOptions): string {
  return path.join(userCaches(env, platform), "pulumi-jetemail");
}

function userCaches(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string {
  const home = env.HOME || os.homedir();
  // The XDG specification tells to ignore a relative path.
  if (env.XDG_CACHE_HOME && path.isAbsolute(env.XDG_CACHE_HOME)) {
    return env.XDG_CACHE_HOME;
  }
  if (platform === "darwin") {
    return path.join(home, "Library", "Caches");
  }
  if (platform === "win32") {
    return env.LOCALAPPDATA || path.join(home, "AppData", "Local");
  }
  return path.join(home, ".cache");
}

/** The folder of the one copy that this machine can use. */
export function copyFolder(cacheFolder: string, platform: NodeJS.Platform, arch: string): string {
  return path.join(cacheFolder, `pulumi-${PULUMI_VERSION}-${platform}-${arch}`);
}
