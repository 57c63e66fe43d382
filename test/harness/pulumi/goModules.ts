import { readFileSync } from "node:fs";
import path from "node:path";

/** A Go module beside this file whose `go.mod` pins what is built. */
export interface GoModule {
  folder: string;
  /** The command's import path. */
  command: string;
}

/** Builds the Pulumi CLI. */
export const CLI_MODULE: GoModule = {
  folder: path.join(__dirname, "cli"),
  command: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
};

/** Builds the Node language host. It is a module of its own since Pulumi releases it as one, under other versions. */
export const LANGUAGE_HOST_MODULE: GoModule = {
  folder: path.join(__dirname, "language-nodejs"),
  command: "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs",
};

/** Builds a language host that is a release of its own. */
export interface HostModule extends GoModule {
  /** The module that the command is part of. */
  module: string;
  /** A script that belongs beside the executable, as its path in the module. */
  script?: string;
}

const SDK = "github.com/pulumi/pulumi/sdk/v3";
const YAML = "github.com/pulumi/pulumi-yaml";

/**
 * The other language hosts, which are part of the CLI's official archives only. The Python and the Go host left the SDK's module
 * after these versions, and their modules have no release that can be required.
 */
export const HOST_MODULES = {
  yaml: { folder: path.join(__dirname, "language-yaml"), module: YAML, command: `${YAML}/cmd/pulumi-language-yaml` },
  python: {
    folder: path.join(__dirname, "language-python"),
    module: SDK,
    command: `${SDK}/python/cmd/pulumi-language-python`,
    script: "python/cmd/pulumi-language-python-exec",
  },
  go: { folder: path.join(__dirname, "language-go"), module: SDK, command: `${SDK}/go/pulumi-language-go` },
} satisfies Record<string, HostModule>;

/** The version of its module that a language host is built of. */
export function requiredVersion({ folder, module }: HostModule): string {
  const text = readFileSync(path.join(folder, "go.mod"), "utf8");
  const line = text.split("\n").find((each) =>
    each
      .trim()
      .replace(/^require /, "")
      .startsWith(`${module} v`),
  );
  const [, version] = / v(\S+)/.exec(line ?? "") ?? [];
  if (version === undefined) {
    throw new Error(`${folder}/go.mod requires no ${module}`);
  }
  return version;
}

/** The oldest Go that builds the CLI and the Node language host. */
export function lowestGoVersion(): string {
  const versions = [CLI_MODULE, LANGUAGE_HOST_MODULE].map(({ folder }) => {
    const [, version] = /^go (\S+)$/m.exec(readFileSync(path.join(folder, "go.mod"), "utf8")) ?? [];
    if (version === undefined) {
      throw new Error(`${folder}/go.mod has no "go" line`);
    }
    return version;
  });
  return versions.sort((a, b) => a.localeCompare(b, "en", { numeric: true })).at(-1) ?? "";
}
