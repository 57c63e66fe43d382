/**
 * Shares the reading of a list: whoever asks gets one whose reading began after the question, so that it shows what the
 * asker has done. Those who ask while one is being read share the next.
 */
export class SharedList<Item> {
  #running: Promise<Item[]> | undefined;
  #next: Promise<Item[]> | undefined;

  constructor(private readonly fetch: () => Promise<Item[]>) {}

  read(): Promise<Item[]> {
    if (!this.#running) {
      return this.#start();
    }
    this.#next ??= this.#running.then(
      () => this.#start(),
      () => this.#start(),
    );
    return this.#next;
  }

  #start(): Promise<Item[]> {
    this.#next = undefined;
    const running = this.fetch().finally(() => {
      if (this.#running === running) {
        this.#running = undefined;
      }
    });
    this.#running = running;
    return running;
  }
}
