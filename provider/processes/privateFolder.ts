import { randomBytes } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";

const { O_CREAT, O_EXCL, O_NOFOLLOW = 0, O_WRONLY } = fs.constants;

/** What nobody has written to for so long is removed, in milliseconds, and how many subjects of it at once. */
const MAX_AGE = 7 * 24 * 60 * 60 * 1000;
const MAX_REMOVED = 100;

/** The folder in the system's temporary folder, in which the processes of this user share what no other user may read. */
export function userFolder(temporaryFolder = os.tmpdir()): string {
  return path.join(temporaryFolder, `pulumi-jetemail-${process.getuid?.() ?? "user"}`);
}

/** A name for the files of one writer, which no other has. */
export function newWriter(): string {
  return `${process.pid}-${randomBytes(6).toString("hex")}`;
}

/**
 * Makes a file for this user alone, in a folder that is made if need be.
 * @returns its descriptor, for writing; nothing where there can be none.
 */
export function openNew(file: string, flags = 0): number | undefined {
  const open = () =>
    makePrivateFolder(path.dirname(file))
      ? fs.openSync(file, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | flags, 0o600)
      : undefined;
  // The last process of a subject removes its folder, perhaps between its making and this.
  return attempt(open, undefined) ?? attempt(open, undefined);
}

/**
 * Makes a folder in {@link userFolder}.
 * @returns whether it is this user's alone: one that another user made, or could write to, may hold anything; a link may lead
 * anywhere.
 */
export function makePrivateFolder(folder: string): boolean {
  const parent = path.dirname(folder);
  // The temporary folder itself is not made: who has removed it does not want it back.
  return attempt(() => makePrivate(parent) && makePrivate(folder), false);
}

/**
 * Removes what is old beside a folder in which a file has just been made. The time is that of the files: a clock that only
 * this process has must not remove what others use.
 */
export function removeOldBeside(folder: string): void {
  attempt(() => removeOld(path.dirname(folder), path.basename(folder), fs.lstatSync(folder).mtimeMs), undefined);
}

/** Whether there is such a folder, without making it. */
export function isPrivateFolder(folder: string): boolean {
  return attempt(() => isPrivate(path.dirname(folder)) && isPrivate(folder), false);
}

function makePrivate(folder: string): boolean {
  attempt(() => fs.mkdirSync(folder, { mode: 0o700 }), undefined);
  return isPrivate(folder);
}

function isPrivate(folder: string): boolean {
  const status = fs.lstatSync(folder);
  const isClosed = process.platform === "win32" || (status.mode & 0o077) === 0;
  return status.isDirectory() && isOwn(status) && isClosed;
}

function removeOld(folder: string, except: string, now: number): void {
  const others = fs.readdirSync(folder).filter((subject) => subject !== except);
  const start = Math.floor(Math.random() * others.length); // so that each has its turn
  for (const subject of [...others.slice(start), ...others.slice(0, start)].slice(0, MAX_REMOVED)) {
    const each = path.join(folder, subject);
    const files = attempt(() => fs.readdirSync(each), []).map((name) => path.join(each, name));
    const latest = Math.max(...[each, ...files].map((file) => fs.lstatSync(file).mtimeMs));
    if (now - latest > MAX_AGE) {
      fs.rmSync(each, { recursive: true, force: true });
    }
  }
}

/** Windows has no numeric users, and its temporary folder is the user's own. */
export function isOwn({ uid }: fs.Stats): boolean {
  return process.getuid === undefined || uid === process.getuid();
}

export function attempt<Result>(task: () => Result, otherwise: Result): Result {
  try {
    return task();
  } catch {
    return otherwise;
  }
}
