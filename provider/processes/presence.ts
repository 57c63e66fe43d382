import { createHash } from "node:crypto";
import { createConnection, createServer, type Server } from "node:net";
import path from "node:path";

/** How long to wait for a connection, in milliseconds. The system accepts one for a process that is stopped, too. */
const PATIENCE = 5_000;

/** What connecting fails with where nobody listens. */
const NOBODY = ["ECONNREFUSED", "ENOENT"];

/**
 * Tells whether a process still runs, by a socket on which it listens: the system closes it with the process, however that
 * ends. A process id would not do: it is used again, and means another process in another container.
 */
export class Presence {
  readonly #folder: string;
  #server: Server | undefined;

  /** @param folder where the sockets are, if they are files: only this user can write to it. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Makes this process known by a name that no other has. @returns whether it is. */
  async announce(name: string): Promise<boolean> {
    const server = createServer((socket) => socket.destroy());
    this.#server = server;
    server.unref();
    return new Promise((resolve) => {
      server.on("error", () => resolve(false));
      server.listen(this.#addressOf(name), () => resolve(true));
    });
  }

  /** @returns `false` only if nobody listens under that name. */
  isAlive(name: string): Promise<boolean> {
    return new Promise((resolve) => {
      const socket = createConnection(this.#addressOf(name));
      const answer = (isAlive: boolean) => {
        socket.destroy();
        resolve(isAlive);
      };
      socket.setTimeout(PATIENCE, () => answer(true));
      socket.on("connect", () => answer(true));
      socket.on("error", ({ code = "" }: NodeJS.ErrnoException) => answer(!NOBODY.includes(code)));
    });
  }

  close(): void {
    this.#server?.close();
  }

  /** Linux and Windows need no file. The path of a file is short, since systems allow some hundred bytes. */
  #addressOf(name: string): string {
    const id = createHash("sha256").update(name).digest("hex").slice(0, 16);
    switch (process.platform) {
      case "linux":
        return `\0pulumi-jetemail-${id}`;
      case "win32":
        return `\\\\.\\pipe\\pulumi-jetemail-${id}`;
      default:
        return path.join(this.#folder, `s${id}`);
    }
  }
}
