import { writeFileSync } from "node:fs";
import path from "node:path";
import { run } from "../harness/pulumi/childProcess";

/** A guard against a hang: the slowest takes some seconds, or a minute where nothing is cached. */
const LIMIT = 4 * 60_000;

/** Runs a program with this Node. */
export function node(cwd: string, ...args: string[]): Promise<string> {
  return run(process.execPath, args, { cwd, env: environment(), limit: LIMIT });
}

export function npm(cwd: string, ...args: string[]): Promise<string> {
  return run("npm", args, { cwd, env: environment(), limit: LIMIT });
}

export async function npmInstall(cwd: string, ...args: string[]): Promise<void> {
  await npm(cwd, "install", "--prefer-offline", "--no-audit", "--no-fund", ...args);
}

export async function pnpmInstall(cwd: string): Promise<void> {
  const args = ["--yes", "pnpm@10", "install", "--prefer-offline", "--store-dir", path.join(cwd, "store")];
  await run("npx", args, { cwd, env: environment(), limit: LIMIT });
}

/** With a `node_modules` folder: Pulumi's own Node programs know no Plug'n'Play. */
export async function yarnInstall(cwd: string, options: object = {}): Promise<void> {
  const { registry: address, cafile } = JSON.parse(await npm(cwd, "config", "list", "--json"));
  const registry = new URL(address);
  const settings = {
    nodeLinker: "node-modules",
    npmRegistryServer: registry.href,
    ...(registry.protocol === "http:" && { unsafeHttpWhitelist: [registry.hostname] }),
    ...(cafile && { httpsCaFilePath: cafile }),
    enableScripts: false,
    enableTelemetry: false,
    // What a pipeline and a lock file that other people change need: here there is no lock file yet.
    enableImmutableInstalls: false,
    enableHardenedMode: false,
    npmMinimalAgeGate: 0,
    ...options,
  };
  writeFileSync(path.join(cwd, ".yarnrc.yml"), JSON.stringify(settings));
  writeFileSync(path.join(cwd, "yarn.lock"), "");
  await run("npx", ["--yes", "@yarnpkg/cli-dist@4", "install"], { cwd, env: environment(), limit: LIMIT });
}

/** As in a user's shell: npm, which runs these tests, tells the commands it starts much that is about this project. */
export function environment(): NodeJS.ProcessEnv {
  const kept = ["npm_config_cache", "npm_config_registry", "npm_config_userconfig", "npm_config_globalconfig"];
  const entries = Object.entries(process.env).filter(
    ([name]) => !/^(npm_|node_path$)/i.test(name) || kept.includes(name),
  );
  const { PATH = "", ...env } = Object.fromEntries(entries);
  return { ...env, PATH: path.dirname(process.execPath) + path.delimiter + PATH };
}
