import fs from "node:fs";
import path from "node:path";
import { crc32 } from "node:zlib";
import { attempt, isOwn, newWriter, openNew, removeOldBeside, userFolder } from "./privateFolder";

const { O_NOFOLLOW = 0, O_NONBLOCK = 0, O_RDONLY } = fs.constants;

/** Bytes that a process can tell the others, with what proves that they are complete. */
const HALF = 8 * 1024;

const MAX_READS = 10;

/**
 * A folder in the system's temporary folder, in which the processes of one user tell each other something: each writes a
 * file of its own and reads those of the others. So there is no lock that a killed process could leave behind, and nobody
 * waits for anybody. A file has two halves, which are written in turns, each with a number and a checksum: whenever it is
 * read, one of them is complete, and a write that has returned is found. Where the folder cannot be made or is not this user's
 * own, and while the disk is full, `write` says so and `readOthers` finds nothing; neither throws.
 */
export class SharedFolder {
  readonly #folder: string;
  readonly #name = newWriter();
  /** What was last read of the other files, and what it says. */
  readonly #read = new Map<string, { readonly bytes: Buffer; readonly content: string }>();
  #descriptor: number | undefined;
  #writes = 0;

  /** @param subject what the files are about: a name that is safe in a path. */
  constructor(subject: string, temporaryFolder?: string) {
    this.#folder = path.join(userFolder(temporaryFolder), subject);
  }

  /** Replaces what the others read of this process. @returns whether they can. */
  write(content: string): boolean {
    return attempt(() => {
      if (this.#descriptor !== undefined && fs.fstatSync(this.#descriptor).nlink === 0) {
        fs.closeSync(this.#descriptor);
        this.#descriptor = undefined; // somebody has cleared the temporary folder
      }
      this.#descriptor ??= this.#open();
      const half = encode(++this.#writes, content);
      return (
        this.#descriptor !== undefined &&
        half.length === HALF &&
        fs.writeSync(this.#descriptor, half, 0, HALF, (this.#writes % 2) * HALF) === HALF
      );
    }, false);
  }

  /** What the other processes have written, those that have ended included, by their files. */
  readOthers(): ReadonlyMap<string, string> {
    const names = attempt(() => (this.#descriptor === undefined ? [] : fs.readdirSync(this.#folder)), []);
    const others = names.filter((name) => name !== this.#name);
    return new Map(others.map((name) => [name, attempt(() => this.#contentOf(name), "")]));
  }

  remove(name: string): void {
    attempt(() => fs.unlinkSync(path.join(this.#folder, name)), undefined);
    this.#read.delete(name);
  }

  #contentOf(name: string): string {
    const descriptor = fs.openSync(path.join(this.#folder, name), O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    try {
      const status = fs.fstatSync(descriptor);
      if (!status.isFile() || !isOwn(status)) {
        return "";
      }
      // Both halves may be written while they are read.
      for (let tries = 0; tries < MAX_READS; tries++) {
        const bytes = Buffer.alloc(2 * HALF);
        const size = fs.readSync(descriptor, bytes, 0, bytes.length, 0);
        const known = this.#read.get(name);
        const content =
          known && bytes.equals(known.bytes) ? known.content : lastWriteIn(bytes.toString("latin1", 0, size));
        if (content !== undefined) {
          this.#read.set(name, { bytes, content });
          return content;
        }
      }
      return "";
    } finally {
      fs.closeSync(descriptor);
    }
  }

  #open(): number | undefined {
    const descriptor = openNew(path.join(this.#folder, this.#name));
    removeOldBeside(this.#folder);
    return descriptor;
  }
}

/** The number of the write, the length and the checksum of the content, and the content. */
function encode(number: number, content: string): Buffer {
  const text = `${number} ${content.length} ${crc32(content)}\n${content}`;
  return Buffer.from(text.padEnd(HALF), "latin1");
}

function decode(half: string): { readonly number: number; readonly content: string } | undefined {
  const [, number, length, checksum, rest = ""] = /^(\d+) (\d+) (\d+)\n(.*)$/s.exec(half) ?? [];
  const content = rest.slice(0, Number(length));
  return number !== undefined && crc32(content) === Number(checksum) ? { number: Number(number), content } : undefined;
}

/** @returns nothing where no half is complete. */
function lastWriteIn(text: string): string | undefined {
  const halves = [decode(text.slice(0, HALF)), decode(text.slice(HALF))].filter((half) => half !== undefined);
  return text === "" ? "" : halves.sort((a, b) => b.number - a.number)[0]?.content;
}
