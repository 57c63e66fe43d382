import { stat } from "node:fs/promises";
import { copyFolder } from "../cacheFolder";
import { readCopy } from "../copies";
import type { Way } from "../way";

/** What the installer or Go made at an earlier run. */
export const copy: Way = {
  title: "a copy made earlier",
  async find(context) {
    const folder = copyFolder(context.cacheFolder, context.platform, context.arch);
    const exists = await stat(folder).catch(() => undefined);
    if (exists === undefined) {
      throw new Error(`there is no ${folder}`);
    }
    return readCopy(context);
  },
};
