import { readdirSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import { findPulumi, pulumiEnvironment } from "../../test/harness/pulumi";
import { defaultCacheFolder } from "../../test/harness/pulumi/cacheFolder";
import { run } from "../../test/harness/pulumi/childProcess";
import { findOnPath, isExecutable } from "../../test/harness/pulumi/executables";
import { Unavailable } from "./unavailable";

const VERSION = "1.2.1";
const EXECUTABLE = "pulumi-resource-command";
const DOWNLOAD_LIMIT = 120_000;

/**
 * The folder with the plugin of @pulumi/command: on PATH, in the user's Pulumi folder after `pulumi plugin install`, or in
 * this project's cache, where it is installed now. Go's module proxy does not have the plugin's source. To build it, run
 * `go build ./cmd/pulumi-resource-command` in the folder `provider` of a checkout of github.com/pulumi/pulumi-command.
 * @throws Unavailable if Pulumi's host cannot be reached.
 */
export async function findCommandPlugin(): Promise<string> {
  const home = path.join(defaultCacheFolder(process), "bench-plugins");
  const installed = await installedIn([process.env.PULUMI_HOME ?? path.join(homedir(), ".pulumi"), home]);
  if (installed) {
    return installed;
  }
  const installation = await findPulumi();
  try {
    await run(installation.command, ["plugin", "install", "resource", "command", VERSION], {
      env: pulumiEnvironment(installation, { home }),
      limit: DOWNLOAD_LIMIT,
    });
  } catch (error) {
    throw new Unavailable(
      "its plugin is not installed, and `pulumi plugin install` could not fetch it: build it and put it on PATH",
      { cause: error },
    );
  }
  return path.join(home, "plugins", `resource-command-v${VERSION}`);
}

async function installedIn(homes: string[]): Promise<string | undefined> {
  const onPath = await findOnPath(EXECUTABLE, process.env);
  if (onPath) {
    return path.dirname(onPath);
  }
  for (const folder of homes.flatMap(commandPlugins)) {
    if (await isExecutable(path.join(folder, EXECUTABLE))) {
      return folder;
    }
  }
  return undefined;
}

function commandPlugins(home: string): string[] {
  const plugins = path.join(home, "plugins");
  try {
    return readdirSync(plugins)
      .filter((name) => name.startsWith("resource-command-v"))
      .map((name) => path.join(plugins, name));
  } catch {
    return [];
  }
}
