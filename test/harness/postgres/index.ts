import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, chownSync, cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { onShutdown } from "../pulumi/shutdown";
import { type Binaries, findPostgres } from "./binaries";

/** Debian's user `nobody`: PostgreSQL does not run as root. */
const NOBODY = 65_534;

/** A PostgreSQL server of its own, on a loopback port, with a database for Pulumi. */
export class Postgres {
  private constructor(
    private readonly folder: string,
    private readonly server: ChildProcess,
    /** For `pulumi login`. */
    readonly url: string,
    readonly version: string,
  ) {}

  /**
   * @param isDurable whether it waits for the disk, as a server in production does.
   * @throws Error if there is no PostgreSQL, or it does not start.
   */
  static async start({ isDurable = false } = {}): Promise<Postgres> {
    const found = await findPostgres();
    const folder = mkdtempSync(path.join(tmpdir(), "jetemail-postgres-"));
    try {
      const data = path.join(folder, "data");
      mkdirSync(data, { mode: 0o700 });
      const isRoot = process.getuid?.() === 0;
      if (isRoot) {
        chmodSync(folder, 0o755);
        chownSync(data, NOBODY, NOBODY);
      }
      const binaries = isRoot ? readableByAll(found, folder) : found;
      const options: SpawnOptions = {
        cwd: folder,
        stdio: ["ignore", "pipe", "pipe"],
        env: { ...process.env, LC_ALL: "C", LD_LIBRARY_PATH: binaries.libraries.join(path.delimiter) },
        ...(isRoot && { uid: NOBODY, gid: NOBODY }),
      };
      const start = (name: string, args: string[]) => spawn(path.join(binaries.bin, name), args, options);
      await ended(
        start("initdb", ["-D", data, "-U", "pulumi", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync"]),
      );
      const version = await ended(start("postgres", ["--version"]));
      const port = await freePort();
      const server = start("postgres", [
        "-D",
        data,
        "-h",
        "127.0.0.1",
        "-p",
        String(port),
        "-k",
        "",
        ...(isDurable ? [] : ["-F"]),
      ]);
      const unregister = onShutdown(() => {
        server.kill("SIGQUIT");
        rmSync(folder, { recursive: true, force: true });
      });
      server.once("close", unregister);
      await ready(server);
      const url = `postgres://pulumi@127.0.0.1:${port}/postgres?sslmode=disable`;
      return new Postgres(folder, server, url, version.trim());
    } catch (error) {
      rmSync(folder, { recursive: true, force: true });
      throw error;
    }
  }

  async close(): Promise<void> {
    const closed = once(this.server, "close");
    this.server.kill("SIGQUIT");
    await closed;
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A copy in root's own cache folder cannot be read by another user. */
function readableByAll(binaries: Binaries, folder: string): Binaries {
  const { root } = binaries;
  if (root === undefined) {
    return binaries;
  }
  const copy = path.join(folder, "postgres");
  cpSync(root, copy, { recursive: true, verbatimSymlinks: true });
  chmodSync(copy, 0o755);
  const moved = (file: string) => path.join(copy, path.relative(root, file));
  return { root: copy, bin: moved(binaries.bin), libraries: binaries.libraries.map(moved) };
}

/** @returns what it printed. */
async function ended(child: ChildProcess): Promise<string> {
  const output = collected(child);
  const [code] = await once(child, "close");
  if (code !== 0) {
    throw new Error(`${child.spawnfile} ended with ${code}:\n${output.text}`);
  }
  return output.text;
}

async function ready(server: ChildProcess): Promise<void> {
  const output = collected(server);
  await new Promise<void>((resolve, reject) => {
    server.stderr?.on("data", () => output.text.includes("ready to accept connections") && resolve());
    server.once("error", reject).once("close", () => reject(new Error(`PostgreSQL did not start:\n${output.text}`)));
  });
}

function collected(child: ChildProcess): { text: string } {
  const output = { text: "" };
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (chunk: string) => {
      output.text += chunk;
    });
  }
  return output;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" && address !== null ? address.port : 0;
}
