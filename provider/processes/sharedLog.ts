import fs from "node:fs";
import path from "node:path";
import { Presence } from "./presence";
import {
  attempt,
  isOwn,
  isPrivateFolder,
  makePrivateFolder,
  newWriter,
  openNew,
  removeOldBeside,
  userFolder,
} from "./privateFolder";

const { O_APPEND, O_NOFOLLOW = 0, O_NONBLOCK = 0, O_RDONLY } = fs.constants;

const CHUNK = 64 * 1024;
const SUFFIX = ".log";

/** What was read of another process's file. */
interface Reading {
  offset: number;
  /** The beginning of a line that was not complete yet. */
  rest: string;
}

/**
 * What the processes of one user tell each other about a subject, entry by entry: each adds lines to a file of its own, in
 * the system's temporary folder, and reads what is new in the others'. No lock, so nothing that a killed process leaves;
 * whether a writer still runs is told by {@link Presence}. Where nothing can be shared, `append` says so and
 * `readOthers` finds nothing; neither throws.
 */
export class SharedLog<Entry> {
  readonly #folder: string;
  readonly #writer = newWriter();
  readonly #presence: Presence;
  readonly #read = new Map<string, Reading>();
  #descriptor: Promise<number | undefined> | undefined;

  /** @param subject what the entries are about: a name that is safe in a path. */
  constructor(subject: string, temporaryFolder?: string) {
    const folder = userFolder(temporaryFolder);
    this.#folder = path.join(folder, subject);
    this.#presence = new Presence(folder);
  }

  /** Adds an entry, which whoever reads after this has returned will find. @returns whether the others can read it. */
  async append(entry: Entry): Promise<boolean> {
    this.#descriptor ??= this.#open();
    const descriptor = await this.#descriptor;
    return attempt(() => {
      const line = Buffer.from(`${JSON.stringify(entry)}\n`);
      return (
        descriptor !== undefined && fs.fstatSync(descriptor).nlink > 0 && fs.writeSync(descriptor, line) === line.length
      );
    }, false);
  }

  /**
   * Hands over what the others have added since the last call.
   * @param onEntry called with the entries of each writer in their order.
   */
  readOthers(onEntry: (writer: string, entry: Entry) => void): void {
    for (const writer of this.writers) {
      for (const line of attempt(() => this.#newLines(writer), [])) {
        const entry = attempt(() => [JSON.parse(line) as Entry], []);
        for (const each of entry) {
          onEntry(writer, each);
        }
      }
    }
  }

  /** Whether a writer still runs. */
  isAlive(writer: string): Promise<boolean> {
    return this.#presence.isAlive(writer);
  }

  /** Takes back everything that this process has told. */
  close(): void {
    attempt(() => fs.unlinkSync(this.#fileOf(this.#writer)), undefined);
    this.#presence.close();
    attempt(() => fs.rmdirSync(this.#folder), undefined); // the last one
  }

  /** The other processes whose entries can be read, those that have ended included. */
  get writers(): readonly string[] {
    const names = attempt(() => (isPrivateFolder(this.#folder) ? fs.readdirSync(this.#folder) : []), []);
    return names
      .filter((name) => name.endsWith(SUFFIX))
      .map((name) => name.slice(0, -SUFFIX.length))
      .filter((writer) => writer !== this.#writer);
  }

  #newLines(writer: string): string[] {
    const reading = this.#read.get(writer) ?? { offset: 0, rest: "" };
    this.#read.set(writer, reading);
    const descriptor = fs.openSync(this.#fileOf(writer), O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    try {
      const status = fs.fstatSync(descriptor);
      const chunk = Buffer.alloc(CHUNK);
      while (status.isFile() && isOwn(status)) {
        const size = fs.readSync(descriptor, chunk, 0, CHUNK, reading.offset);
        if (size === 0) {
          break;
        }
        reading.offset += size;
        reading.rest += chunk.toString("latin1", 0, size);
      }
    } finally {
      fs.closeSync(descriptor);
    }
    const lines = reading.rest.split("\n");
    reading.rest = lines.pop() ?? "";
    return lines.map((line) => Buffer.from(line, "latin1").toString());
  }

  /** Whoever reads an entry must find its writer alive: so its presence comes first. */
  async #open(): Promise<number | undefined> {
    if (!makePrivateFolder(this.#folder) || !(await this.#presence.announce(this.#writer))) {
      return undefined;
    }
    const descriptor = openNew(this.#fileOf(this.#writer), O_APPEND);
    removeOldBeside(this.#folder);
    return descriptor;
  }

  #fileOf(writer: string): string {
    return path.join(this.#folder, `${writer}${SUFFIX}`);
  }
}
