import { existsSync } from "node:fs";
import { rename } from "node:fs/promises";
import path from "node:path";
import { defaultCacheFolder } from "./cacheFolder";
import { withDraft } from "./draft";

/** A folder among the user's caches, which is made by the first that asks for it. */
export async function cachedFolder(name: string, fill: (folder: string) => Promise<void>): Promise<string> {
  const { env, platform, arch } = process;
  const place = path.join(defaultCacheFolder({ env, platform }), `${name}-${platform}-${arch}`);
  if (existsSync(place)) {
    return place;
  }
  await withDraft(place, async (draft) => {
    await fill(draft);
    await rename(draft, place).catch((error) => {
      // Another process was faster.
      if (!existsSync(place)) {
        throw error;
      }
    });
  });
  return place;
}
