import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import path from "node:path";
import { defaultCacheFolder } from "./cacheFolder";

/**
 * A folder among the user's caches, which is made by the first that asks for it. It is filled beside its place and renamed, so
 * that neither an interruption nor a second process at the same work leaves half of it there.
 */
export async function cachedFolder(name: string, fill: (folder: string) => Promise<void>): Promise<string> {
  const { env, platform, arch } = process;
  const caches = defaultCacheFolder({ env, platform });
  const place = path.join(caches, `${name}-${platform}-${arch}`);
  if (existsSync(place)) {
    return place;
  }
  await mkdir(caches, { recursive: true });
  const draft = await mkdtemp(`${place}.partial-`);
  try {
    await fill(draft);
    await rename(draft, place).catch((error) => {
      // Another process was faster.
      if (!existsSync(place)) {
        throw error;
      }
    });
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  return place;
}
