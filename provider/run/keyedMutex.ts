/** Runs what has the same subject one after another. */
export class KeyedMutex {
  readonly #last = new Map<string, Promise<unknown>>();

  /** How many subjects have a task that is running or waiting. */
  get size(): number {
    return this.#last.size;
  }

  /** Waits for every task that is running or waiting now, whether it succeeds or fails. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#last.values());
  }

  async run<Result>(subject: string, task: () => Promise<Result>): Promise<Result> {
    const before = this.#last.get(subject) ?? Promise.resolve();
    const turn = before.then(task, task);
    this.#last.set(subject, turn);
    try {
      return await turn;
    } finally {
      if (this.#last.get(subject) === turn) {
        this.#last.delete(subject);
      }
    }
  }
}
