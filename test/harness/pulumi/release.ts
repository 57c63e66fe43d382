/** The Pulumi CLI that is fetched or built where the machine has none; `cli/go.mod` requires the same one. */
export const PULUMI_VERSION = "3.259.0";

/** The oldest CLI on PATH that is used; the package's peer dependency on `@pulumi/pulumi` starts here too. */
export const LOWEST_PULUMI_VERSION = "3.216.0";

type Version = [major: number, minor: number, patch: number];

function parse(version: string): Version {
  const [, major, minor, patch] = /^v?(\d+)\.(\d+)\.(\d+)/.exec(version) ?? [];
  if (major === undefined || minor === undefined || patch === undefined) {
    throw new Error(`no version: "${version}"`);
  }
  return [Number(major), Number(minor), Number(patch)];
}

/**
 * The version in the output of `pulumi version`, without its `v`.
 *
 * @throws Error when the output does not start with a version.
 */
export function readVersion(output: string): string {
  const version = output.trim().replace(/^v/, "");
  parse(version);
  return version;
}

/** Whether `version` is `lowest` or newer; a pre-release counts as its release. */
export function isAtLeast(version: string, lowest: string): boolean {
  const [a, b] = [parse(version), parse(lowest)];
  return (a[0] - b[0] || a[1] - b[1] || a[2] - b[2]) >= 0;
}
