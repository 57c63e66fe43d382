import { globSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { shortHash } from "../../provider/values/shortHash";
import { PULUMI_VERSION } from "../../test/harness/pulumi/release";
import { repository } from "../../test/harness/repository";
import { SDKS, sources } from "./sdks";

/** Where the last generation wrote down what it read and what it wrote. */
export const RECORD = path.join(repository, "tools/sdks/fingerprint.json");

/** Hashes that tell without Go whether the SDKs are those of the schema. */
export interface Fingerprint {
  readonly generatedFrom: string;
  readonly generated: string;
}

export function fingerprint(): Fingerprint {
  const folders = Object.values(SDKS).join();
  return {
    generatedFrom: hash([sources(), PULUMI_VERSION, contentsOf("{LICENSE,tools/sdks/**/*.{go,ts,js,md}}")]),
    generated: hash(contentsOf(`sdk/{${folders}}/**`)),
  };
}

export function recordFingerprint(): void {
  writeFileSync(RECORD, `${JSON.stringify(fingerprint(), undefined, 2)}\n`);
}

/** Every file that matches, with its name; what a build or a package manager adds is left out. */
function contentsOf(pattern: string): string[] {
  return globSync(pattern, {
    cwd: repository,
    exclude: ["**/node_modules", "sdk/*/bin", "**/__pycache__", "**/*.egg-info"],
  })
    .filter((file) => statSync(path.join(repository, file)).isFile())
    .sort()
    .flatMap((file) => [file, readFileSync(path.join(repository, file), "utf8")]);
}

function hash(parts: unknown): string {
  return shortHash(JSON.stringify(parts), 16);
}
