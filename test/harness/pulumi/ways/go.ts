import { mkdir, rm } from "node:fs/promises";
import path from "node:path";
import { run } from "../childProcess";
import { makeCopy } from "../copies";
import { executableNames, findOnPath } from "../executables";
import { CLI_MODULE, type GoModule, LANGUAGE_HOST_MODULE } from "../goModules";
import { writeLauncher } from "../launcher";
import { PULUMI_VERSION } from "../release";
import type { Way, WayContext } from "../way";

const PROGRESS_INTERVAL = 15_000;

/** A build from source, for machines that reach Go's module proxy and not Pulumi's host. */
export const go: Way = {
  title: "a build with Go",
  async find(context) {
    const command = await findOnPath(context.platform === "win32" ? "go.exe" : "go", context.env);
    if (command === undefined) {
      throw new Error("there is no go on PATH");
    }
    return makeCopy("go", context, (folder) => build(command, folder, context));
  },
};

async function build(command: string, folder: string, context: WayContext): Promise<void> {
  const names = executableNames(context.platform);
  const bin = path.join(folder, "bin");
  const temporary = path.join(folder, "tmp");
  await mkdir(bin);
  await mkdir(temporary);
  const env: NodeJS.ProcessEnv = {
    ...context.env,
    // A killed Go leaves its temporary files: here they go with the folder.
    GOTMPDIR: temporary,
    // A go.work in a folder above would hide these modules.
    GOWORK: "off",
  };

  const start = Date.now();
  const seconds = () => Math.round((Date.now() - start) / 1000);
  let downloads = 0;
  let packages = 0;
  const isProgress = (line: string) => {
    if (line.startsWith("go: downloading ")) {
      downloads++;
    }
    // With -v, Go prints the import path of every package that it compiles.
    else if (/^[\w.~/-]+$/.test(line)) {
      packages++;
    } else {
      return false;
    }
    return true;
  };
  const compile = ({ folder: cwd, command: main }: GoModule, output: string, linkerFlags: string) =>
    run(
      command,
      // biome-ignore format: one flag and its value a line
      ["build", "-v", "-mod=readonly", "-buildvcs=false", "-trimpath", "-ldflags", linkerFlags, "-o", path.join(bin, output), main],
      { cwd, env, isProgress },
    );

  context.onProgress(`Building Pulumi ${PULUMI_VERSION} with Go; this takes some minutes, once.`);
  const timer = setInterval(
    () =>
      context.onProgress(
        `Building Pulumi: ${seconds()} s, ${downloads} downloads, ${packages} packages compiled so far`,
      ),
    PROGRESS_INTERVAL,
  );
  try {
    await compile(LANGUAGE_HOST_MODULE, names.languageHost, "-s -w");
    await compile(
      CLI_MODULE,
      names.cli,
      `-s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=${PULUMI_VERSION}`,
    );
    await writeLauncher(bin, context.platform);
  } finally {
    clearInterval(timer);
    await rm(temporary, { recursive: true, force: true });
  }
  context.onProgress(`Built Pulumi ${PULUMI_VERSION} in ${seconds()} s; it is kept in ${context.cacheFolder}.`);
}
