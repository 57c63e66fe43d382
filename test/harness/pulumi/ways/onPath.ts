import { realpath } from "node:fs/promises";
import path from "node:path";
import { executableNames, findOnPath, missingExecutables, versionOf } from "../executables";
import { isAtLeast, LOWEST_PULUMI_VERSION } from "../release";
import type { Way } from "../way";

/** The CLI that the machine has, if it is recent and whole. */
export const onPath: Way = {
  title: "pulumi on PATH",
  async find({ env, platform }) {
    const found = await findOnPath(executableNames(platform).cli, env);
    if (found === undefined) {
      throw new Error("there is none");
    }
    const version = await versionOf(found, env);
    if (!isAtLeast(version, LOWEST_PULUMI_VERSION)) {
      throw new Error(`${found} is ${version}, older than ${LOWEST_PULUMI_VERSION}`);
    }
    // A symbolic link to an installation elsewhere is common, and only the CLI itself is linked then.
    for (const command of [found, await realpath(found)]) {
      const folder = path.dirname(command);
      if ((await missingExecutables(folder, platform)).length > 0) {
        continue;
      }
      return { command, version, directories: [folder], source: "path" };
    }
    const missing = await missingExecutables(path.dirname(found), platform);
    throw new Error(`${found} has no ${missing.join(", ")} beside it`);
  },
};
