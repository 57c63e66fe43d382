import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { run } from "../childProcess";
import { makeCopy } from "../copies";
import { PULUMI_VERSION } from "../release";
import type { Way, WayContext } from "../way";

/** Pulumi's own installer, where its host can be reached. */
export const installer: Way = {
  title: `the installer of Pulumi ${PULUMI_VERSION}`,
  async find(context) {
    await reach(context);
    return makeCopy("installer", context, async (folder) => {
      context.onProgress(`Installing Pulumi ${PULUMI_VERSION} to ${context.cacheFolder}; this happens once.`);
      await context.install(folder, context.env);
      context.onProgress(`Installed Pulumi ${PULUMI_VERSION}.`);
    });
  },
};

/** Asks for the installer, and gives up on it in time even if the probe ignores its signal. */
async function reach({ probe, probeLimit }: WayContext): Promise<void> {
  const controller = new AbortController();
  const timeout = new Error(`get.pulumi.com did not answer within ${probeLimit / 1000} s`);
  let timer: NodeJS.Timeout | undefined;
  const expiry = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(timeout);
      controller.abort(timeout);
    }, probeLimit);
  });
  try {
    await Promise.race([probe(controller.signal), expiry]);
  } finally {
    clearTimeout(timer);
  }
}

/** Rejects unless the installer's script can be had. */
export async function probeInstaller(signal: AbortSignal): Promise<void> {
  const response = await fetch("https://get.pulumi.com/install.sh", { method: "HEAD", signal }).catch((error) => {
    // The message of fetch's own error is only "fetch failed".
    throw new Error(`get.pulumi.com cannot be reached: ${error.cause?.message ?? error.message}`, { cause: error });
  });
  if (!response.ok) {
    throw new Error(`get.pulumi.com answered ${response.status}`);
  }
}

/** Runs the installer in a process of its own, which a limit or an interruption can kill. */
export async function installPulumi(root: string, env: NodeJS.ProcessEnv): Promise<void> {
  const tsx = pathToFileURL(createRequire(__filename).resolve("tsx")).href;
  const script = path.join(__dirname, "..", "installerProcess.ts");
  await run(process.execPath, ["--import", tsx, script, root, PULUMI_VERSION], { env, limit: 180_000 });
}
