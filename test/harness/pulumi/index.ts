import { defaultCacheFolder } from "./cacheFolder";
import { lowestGoVersion } from "./goModules";
import { LOWEST_PULUMI_VERSION } from "./release";
import { onShutdown } from "./shutdown";
import type { PulumiInstallation, Way, WayContext } from "./way";
import { copy } from "./ways/copy";
import { go } from "./ways/go";
import { installer, installPulumi, probeInstaller } from "./ways/installer";
import { onPath } from "./ways/onPath";

export { type PulumiEnvironmentOptions, pulumiEnvironment } from "./environment";
export type { PulumiInstallation, Source } from "./way";

/** All that decides how a CLI is come by; the defaults are this process and this machine. */
export type FindPulumiOptions = Partial<WayContext>;

const WAYS: Way[] = [onPath, copy, installer, go];

/**
 * Finds a Pulumi CLI that can run Node programs with dynamic resources, or makes a copy of one: `pulumi` on PATH, a
 * copy made earlier, the official installer, a build with Go. The last takes minutes, once.
 *
 * @throws Error that tells why every way failed and what to install.
 */
export async function findPulumi(options: FindPulumiOptions = {}): Promise<PulumiInstallation> {
  const { env = process.env, platform = process.platform } = options;
  const context: WayContext = {
    env,
    platform,
    arch: process.arch,
    cacheFolder: defaultCacheFolder({ env, platform }),
    probe: probeInstaller,
    probeLimit: 4_000,
    install: installPulumi,
    onProgress: (line) => process.stderr.write(`${line}\n`),
    ...options,
  };
  let interrupted = false;
  const unregister = onShutdown(() => {
    interrupted = true;
  });
  const reasons: string[] = [];
  try {
    for (const way of WAYS) {
      try {
        return await way.find(context);
      } catch (error) {
        // What an interruption ended has not failed, so it is no cause to start the next way.
        if (interrupted) {
          throw new Error("interrupted while looking for a Pulumi CLI", { cause: error });
        }
        reasons.push(`- ${way.title}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  } finally {
    unregister();
  }
  throw new Error(
    [
      "No Pulumi CLI was found, and none could be made:",
      ...reasons,
      `Install the Pulumi CLI, ${LOWEST_PULUMI_VERSION} or newer (https://www.pulumi.com/docs/install/), ` +
        `or Go, ${lowestGoVersion()} or newer, which builds one.`,
    ].join("\n"),
  );
}
