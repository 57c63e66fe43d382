import { copyFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { executableNames } from "./executables";

// Unlike the one in @pulumi/pulumi, it lets signals reach Node (exec), keeps arguments whole ("$@"), and fails when
// the working directory has no @pulumi/pulumi.
const SCRIPT = `#!/bin/sh
script=$(node -e 'process.stdout.write(require.resolve("@pulumi/pulumi/cmd/dynamic-provider"))') || exit 1
exec node "$script" "$@"
`;

/** Writes what the CLI starts for dynamic resources to `folder`, and answers its path. */
export async function writeLauncher(folder: string, platform: NodeJS.Platform): Promise<string> {
  const { launcher } = executableNames(platform);
  const file = path.join(folder, launcher);
  // Windows has no exec, so nothing is gained over the original there.
  if (platform === "win32") {
    await copyFile(path.join(path.dirname(require.resolve("@pulumi/pulumi/package.json")), launcher), file);
  } else {
    await writeFile(file, SCRIPT, { mode: 0o755 });
  }
  return file;
}
