import fs from "node:fs";
import path from "node:path";
import { Presence } from "./presence";
import {
  attempt,
  isPrivateFolder,
  makePrivateFolder,
  newWriter,
  openNew,
  removeOldBeside,
  userFolder,
} from "./privateFolder";

const SEPARATOR = "~";

/**
 * Marks that a process makes and takes back: those that are left are of processes that were killed. Each is the name of an
 * empty file in a folder of the system's temporary folder. Where there can be none, nothing is marked.
 */
export class LeftMarks {
  readonly #folder: string;
  readonly #writer = newWriter();
  readonly #presence: Presence;
  readonly #own = new Set<string>();
  #isPresent: Promise<boolean> | undefined;

  /** @param subject what the marks are about: a name that is safe in a path. */
  constructor(subject: string, temporaryFolder?: string) {
    const folder = userFolder(temporaryFolder);
    this.#folder = path.join(folder, subject);
    this.#presence = new Presence(folder);
  }

  /** @param mark letters, digits, dots and hyphens. */
  async make(mark: string): Promise<void> {
    this.#isPresent ??= this.#announce();
    if (await this.#isPresent) {
      const descriptor = openNew(this.#fileOf(mark, this.#writer));
      if (descriptor !== undefined) {
        fs.closeSync(descriptor);
        this.#own.add(mark);
      }
    }
  }

  /** The marks of others, each with who made it. */
  others(): readonly (readonly [mark: string, writer: string])[] {
    return attempt(() => (isPrivateFolder(this.#folder) ? fs.readdirSync(this.#folder) : []), [])
      .map((name) => name.split(SEPARATOR) as [string, string])
      .filter(([, writer = this.#writer]) => writer !== this.#writer);
  }

  /** Whether who made a mark has ended. */
  async isLeft(writer: string): Promise<boolean> {
    return !(await this.#presence.isAlive(writer));
  }

  remove(mark: string, writer: string): void {
    attempt(() => fs.unlinkSync(this.#fileOf(mark, writer)), undefined);
  }

  /** Ends as a process that is killed, but for the marks that are taken back. */
  close(isTakenBack: (mark: string) => boolean): void {
    for (const mark of this.#own) {
      if (isTakenBack(mark)) {
        this.remove(mark, this.#writer);
      }
    }
    this.#presence.close();
    attempt(() => fs.rmdirSync(this.#folder), undefined); // the last one
  }

  async #announce(): Promise<boolean> {
    const isPresent = makePrivateFolder(this.#folder) && (await this.#presence.announce(this.#writer));
    removeOldBeside(this.#folder);
    return isPresent;
  }

  #fileOf(mark: string, writer: string): string {
    return path.join(this.#folder, `${mark}${SEPARATOR}${writer}`);
  }
}
