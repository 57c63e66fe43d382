import { readFileSync } from "node:fs";
import path from "node:path";
import { repository } from "../../test/harness/repository";

export const { version, engines } = JSON.parse(readFileSync(path.join(repository, "package.json"), "utf8")) as {
  version: string;
  engines: { node: string };
};

const PLUGIN = `pulumi-resource-jetemail-v${version}`;

/** The archive with Node inside, by the name that Pulumi asks for on such a machine. */
export function executableArchive({ platform, arch }: { platform: string; arch: string }): string {
  const os = platform === "win32" ? "windows" : platform;
  return `${PLUGIN}-${os}-${arch === "x64" ? "amd64" : arch}.tar.gz`;
}

/**
 * The archive for machines that have Node. It is one for all of them, so Pulumi does not ask for it by this name: it is
 * installed as a file, or a mirror serves it by the names of the others.
 */
export const SMALL_ARCHIVE = `${PLUGIN}-node.tar.gz`;

export const CHECKSUMS = `pulumi-jetemail_${version}_checksums.txt`;
