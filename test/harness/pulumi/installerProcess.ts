import { createRequire } from "node:module";
import { PulumiCommand } from "@pulumi/pulumi/automation";
import type { SemVer } from "semver";

// `install` compares the version with its own copy's SemVer class, so it is that copy's class that makes one.
const semver: { SemVer: new (version: string) => SemVer } = createRequire(require.resolve("@pulumi/pulumi"))("semver");

const [root, version] = process.argv.slice(2);
if (root === undefined || version === undefined) {
  throw new Error("usage: installerProcess.ts <root> <version>");
}

PulumiCommand.install({ root, version: new semver.SemVer(version) }).catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
