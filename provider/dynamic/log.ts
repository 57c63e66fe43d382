/** Pulumi shows what its provider process prints as information. */
export class Log {
  readonly #once = new Set<string>();

  info(...lines: readonly string[]): void {
    for (const line of lines) {
      process.stdout.write(`${line}\n`);
    }
  }

  /** The same, for what a run of a thousand keys would print a thousand times. */
  infoOnce(...lines: readonly string[]): void {
    for (const line of lines.filter((each) => !this.#once.has(each))) {
      this.#once.add(line);
      this.info(line);
    }
  }

  /** Pulumi's provider process has no other severity. */
  warnOnce(...lines: readonly string[]): void {
    this.infoOnce(...lines);
  }
}
