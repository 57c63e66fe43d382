import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { CLI_MODULE } from "../../test/harness/pulumi/goModules";
import { PULUMI_VERSION } from "../../test/harness/pulumi/release";
import { repository } from "../../test/harness/repository";
import { makeSchema } from "../schema/schema";

/** The folders of the SDKs in `sdk`, by the name of their generator. */
export const SDKS = { go: "go", nodejs: "nodejs-plugin", python: "python" } as const;

interface Manifest {
  readonly version: string;
  readonly bugs: string;
  readonly repository: { readonly type: string; readonly url: string };
  readonly engines: object;
  readonly peerDependencies: object;
}

function readManifest(): Manifest {
  const {
    version,
    bugs,
    repository: address,
    engines,
    peerDependencies,
  } = JSON.parse(readFileSync(path.join(repository, "package.json"), "utf8")) as Manifest;
  return { version, bugs, repository: address, engines, peerDependencies };
}

/** What the SDKs have beside the generated code, in a folder for each. */
const ADDED = path.join(__dirname, "added");

/** What the SDKs are generated from: the plugin's schema with its version, and what package.json says of the package. */
export function sources() {
  const manifest = readManifest();
  return { manifest, schema: { ...makeSchema(), version: manifest.version } };
}

/**
 * Writes the SDKs to a folder.
 *
 * @throws Error if there is no Go, or if it cannot get a module.
 */
export function generateSdks(folder: string): void {
  const { manifest, schema } = sources();
  const generated = mkdtempSync(path.join(tmpdir(), "jetemail-sdks-"));
  try {
    const generator = path.join(__dirname, "main.go");
    go(CLI_MODULE.folder, JSON.stringify(schema), "run", "-mod=readonly", "-trimpath", generator, generated);
    for (const [language, name] of Object.entries(SDKS)) {
      const sdk = path.join(folder, name);
      cpSync(path.join(generated, language), sdk, { recursive: true });
      addFiles(sdk, name, schema.repository);
      cpSync(path.join(repository, "LICENSE"), path.join(sdk, "LICENSE"));
    }
    completeNodePackage(path.join(folder, SDKS.nodejs), schema.description, manifest);
    completeGoModule(path.join(folder, SDKS.go), schema.language.go.modulePath);
    modernisePythonPackage(path.join(folder, SDKS.python));
  } finally {
    rmSync(generated, { recursive: true, force: true });
  }
}

function addFiles(sdk: string, name: string, repositoryAddress: string): void {
  for (const file of readdirSync(path.join(ADDED, name))) {
    const text = readFileSync(path.join(ADDED, name, file), "utf8");
    const address = repositoryAddress.replace("https://", "");
    writeFileSync(path.join(sdk, file), text.replaceAll("github.com/OWNER/pulumi-jetemail", address));
  }
}

/** The npm package brings the plugin: it depends on the package that has it, in the same version. */
function completeNodePackage(sdk: string, description: string, manifest: Manifest): void {
  const file = path.join(sdk, "package.json");
  const { name, dependencies, devDependencies: _, ...generated } = JSON.parse(readFileSync(file, "utf8"));
  const { version, bugs, engines, peerDependencies } = manifest;
  const completed = {
    name,
    version,
    description,
    ...generated,
    bugs,
    repository: { ...manifest.repository, directory: `sdk/${SDKS.nodejs}` },
    type: "commonjs",
    engines,
    main: "bin/index.js",
    types: "bin/index.d.ts",
    bin: { "pulumi-resource-jetemail": "pulumi-resource-jetemail.js" },
    files: ["bin"],
    scripts: {
      build: "tsc && node -e \"fs.copyFileSync('package.json', 'bin/package.json')\"",
      prepack: "node -e \"fs.rmSync('bin', { recursive: true, force: true })\" && npm run build",
    },
    dependencies: { ...dependencies, ...peerDependencies, "pulumi-jetemail": version },
  };
  writeFileSync(file, `${JSON.stringify(completed, undefined, 2)}\n`);
}

function completeGoModule(sdk: string, modulePath: string): void {
  const [, goVersion] = /^go (\S+)$/m.exec(readFileSync(path.join(CLI_MODULE.folder, "go.mod"), "utf8")) ?? [];
  const requirement = `require github.com/pulumi/pulumi/sdk/v3 v${PULUMI_VERSION}`;
  writeFileSync(path.join(sdk, "go.mod"), `module ${modulePath}\n\ngo ${goVersion}\n\n${requirement}\n`);
  go(sdk, "", "mod", "tidy");
}

/** Pulumi writes the licence as a table, which setuptools has deprecated in favour of an SPDX expression. */
function modernisePythonPackage(sdk: string): void {
  const file = path.join(sdk, "pyproject.toml");
  const generated = readFileSync(file, "utf8");
  const [table = "", licence] = /^ *\[project\.license\]\n *text = (".*")\n/m.exec(generated) ?? [];
  const modern = generated
    .replace(table, "")
    .replace(/^ *keywords = /m, `  license = ${licence}\n$&`)
    .replace(/"setuptools>=[\d.]+"/, '"setuptools>=77.0"');
  writeFileSync(file, modern);
}

function go(cwd: string, input: string, ...args: string[]): void {
  const { error, status, stderr } = spawnSync("go", args, {
    cwd,
    input,
    encoding: "utf8",
    // A go.work in a folder above would hide these modules.
    env: { ...process.env, GOWORK: "off" },
  });
  if (error || status !== 0) {
    throw new Error(`go ${args[0]} failed: ${error?.message ?? stderr}`);
  }
}
