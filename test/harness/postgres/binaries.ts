import { existsSync, mkdtempSync, readdirSync, realpathSync, renameSync, rmSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { defaultCacheFolder } from "../pulumi/cacheFolder";
import { run } from "../pulumi/childProcess";
import { findOnPath } from "../pulumi/executables";

/** Where the server's programs are, and the libraries that were unpacked with them. */
export interface Binaries {
  /** Holds everything that the programs need, if it is a copy. */
  readonly root: string | undefined;
  readonly bin: string;
  readonly libraries: string[];
}

const DOWNLOAD_LIMIT = 5 * 60_000;

/**
 * Finds PostgreSQL on PATH, where Debian installs it, or among this project's copies; or makes a copy from Debian's
 * packages, which are unpacked and not installed.
 * @throws Error that tells what to install.
 */
export async function findPostgres(): Promise<Binaries> {
  const { env, platform, arch } = process;
  const onPath = await findOnPath("initdb", env);
  if (onPath !== undefined) {
    return { root: undefined, bin: path.dirname(realpathSync(onPath)), libraries: [] };
  }
  const copy = path.join(defaultCacheFolder({ env, platform }), `postgres-${platform}-${arch}`);
  const found = binariesIn("/") ?? binariesIn(copy);
  if (found !== undefined) {
    return found;
  }
  try {
    await unpack(copy);
    const made = binariesIn(copy);
    if (made === undefined) {
      throw new Error("the packages hold no server");
    }
    return made;
  } catch (error) {
    throw new Error(
      `PostgreSQL was not found, and no copy could be made (${(error as Error).message}): install PostgreSQL.`,
      { cause: error },
    );
  }
}

function binariesIn(root: string): Binaries | undefined {
  const versions = path.join(root, "usr", "lib", "postgresql");
  const [newest] = existsSync(versions) ? readdirSync(versions).sort((a, b) => Number(b) - Number(a)) : [];
  if (newest === undefined) {
    return undefined;
  }
  const bin = path.join(versions, newest, "bin");
  return root === "/" ? { root: undefined, bin, libraries: [] } : { root, bin, libraries: librariesIn(root) };
}

function librariesIn(root: string): string[] {
  return ["lib", "usr/lib"]
    .map((folder) => path.join(root, folder))
    .filter(existsSync)
    .flatMap((folder) => readdirSync(folder).map((name) => path.join(folder, name)))
    .filter((folder) => folder.endsWith("-linux-gnu"));
}

/** Downloads the server and what it needs and the machine lacks, as `apt-get install` would, and unpacks all of it. */
async function unpack(copy: string): Promise<void> {
  const options = { env: { ...process.env, LC_ALL: "C" }, limit: DOWNLOAD_LIMIT };
  const [server] = /postgresql-\d+/.exec(await run("apt-cache", ["depends", "postgresql"], options)) ?? [];
  if (server === undefined) {
    throw new Error("apt-cache knows no postgresql: run `apt-get update` first");
  }
  const wanted = ["install", "--print-uris", "--yes", "--no-install-recommends", "-o", "Debug::NoLocking=1", server];
  const lacking = [...(await run("apt-get", wanted, options)).matchAll(/^'[^']*' ([^_\s]+)_/gm)];
  const packages = new Set([server, ...lacking.map(([, name = ""]) => name)]);

  await mkdir(path.dirname(copy), { recursive: true });
  const draft = mkdtempSync(`${copy}.partial-`);
  try {
    await run("apt-get", ["download", ...packages], { ...options, cwd: draft });
    for (const file of readdirSync(draft).filter((name) => name.endsWith(".deb"))) {
      await run("dpkg", ["-x", path.join(draft, file), draft], options);
      rmSync(path.join(draft, file));
    }
    renameSync(draft, copy);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}
