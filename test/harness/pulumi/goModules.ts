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

/** Builds the YAML language host, which has versions of its own and is part of the CLI's official archives only. */
export const YAML_HOST_MODULE: GoModule = {
  folder: path.join(__dirname, "language-yaml"),
  command: "github.com/pulumi/pulumi-yaml/cmd/pulumi-language-yaml",
};

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
