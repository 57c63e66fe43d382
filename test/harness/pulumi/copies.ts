import { rename, rm } from "node:fs/promises";
import path from "node:path";
import { copyFolder } from "./cacheFolder";
import { withDraft } from "./draft";
import { executableNames, missingExecutables, versionOf } from "./executables";
import type { PulumiInstallation, Source, WayContext } from "./way";

/**
 * The installation in `folder`.
 *
 * @throws Error when it is incomplete or does not run.
 */
async function inspect(folder: string, source: Source, context: WayContext): Promise<PulumiInstallation> {
  const bin = path.join(folder, "bin");
  const missing = await missingExecutables(bin, context.platform);
  if (missing.length > 0) {
    throw new Error(`${folder} has no ${missing.join(", ")}`);
  }
  const command = path.join(bin, executableNames(context.platform).cli);
  return { command, version: await versionOf(command, context.env), directories: [bin], source };
}

/** The copy that was made before. */
export function readCopy(context: WayContext): Promise<PulumiInstallation> {
  return inspect(copyFolder(context.cacheFolder, context.platform, context.arch), "copy", context);
}

/**
 * Makes the copy.
 *
 * @param fill - Writes the executables to `bin` in the folder that it is given.
 */
export async function makeCopy(
  source: Source,
  context: WayContext,
  fill: (folder: string) => Promise<void>,
): Promise<PulumiInstallation> {
  const place = copyFolder(context.cacheFolder, context.platform, context.arch);
  return withDraft(place, async (draft) => {
    await fill(draft);
    await inspect(draft, source, context);
    try {
      await rename(draft, place);
    } catch (error) {
      // There is one already: another process was faster, or it is broken and has to make room.
      const other = await readCopy(context).catch(() => undefined);
      if (other !== undefined) {
        return { ...other, source };
      }
      await rename(place, path.join(draft, "replaced")).catch(() => {
        throw error;
      });
      await replace(draft, place);
    }
    return inspect(place, source, context);
  });
}

async function replace(draft: string, place: string): Promise<void> {
  await rename(draft, place);
  await rm(path.join(place, "replaced"), { recursive: true, force: true });
}
