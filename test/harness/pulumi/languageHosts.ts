import { chmodSync, copyFileSync } from "node:fs";
import path from "node:path";
import { cachedFolder } from "./cachedFolder";
import { run } from "./childProcess";
import { findOnPath } from "./executables";
import { HOST_MODULES, type HostModule, requiredVersion } from "./goModules";

const BUILD_LIMIT = 20 * 60_000;

/** A language whose host is not part of every installation of the CLI that the tests make. */
export type HostLanguage = keyof typeof HOST_MODULES;

/**
 * The folder of a language host: that on PATH, a copy made earlier, or one that is built with Go, once.
 *
 * @throws Error that tells what to install.
 */
export async function findLanguageHost(language: HostLanguage): Promise<string> {
  const { env, platform } = process;
  const suffix = platform === "win32" ? ".exe" : "";
  const name = `pulumi-language-${language}`;
  const onPath = await findOnPath(name + suffix, env);
  if (onPath !== undefined) {
    return path.dirname(onPath);
  }
  const host: HostModule = HOST_MODULES[language];
  return cachedFolder(`language-${language}-${requiredVersion(host)}`, async (folder) => {
    const go = await findOnPath(`go${suffix}`, env);
    if (go === undefined) {
      throw new Error(`There is no ${name} on PATH and no Go to build one: install the Pulumi CLI or Go.`);
    }
    process.stderr.write(`Building ${name} with Go; this happens once.\n`);
    const inModule = { cwd: host.folder, env: { ...env, GOWORK: "off" }, limit: BUILD_LIMIT };
    const flags = ["-mod=readonly", "-buildvcs=false", "-trimpath", "-ldflags", "-s -w"];
    await run(go, ["build", ...flags, "-o", path.join(folder, name + suffix), host.command], inModule);
    if (host.script !== undefined) {
      const source = (await run(go, ["list", "-m", "-f", "{{.Dir}}", host.module], inModule)).trim();
      const script = path.join(folder, path.basename(host.script));
      copyFileSync(path.join(source, host.script), script);
      chmodSync(script, 0o755); // files in Go's cache of modules are read-only and not executable
    }
  });
}
