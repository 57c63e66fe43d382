import { setTimeout as sleep } from "node:timers/promises";

/** In milliseconds. */
const LIMITS = {
  /** How old a list may be that is taken again. */
  age: 60_000,
  /** How long a list waits for changes under way, */
  settling: 250,
  /** and for askers who are still to come. */
  company: 1_000,
};

/**
 * Shares the reading of a list among those who ask at the same time, and as long as nothing changes. What changes it
 * from outside is not seen here: a list that is taken again is as old as `LIMITS.age` at most.
 */
export class SharedList<Item> {
  #next: Promise<readonly Item[]> | undefined;
  #running: Promise<unknown> = Promise.resolve();
  #known: { readonly items: Promise<readonly Item[]>; readonly change: number; readonly asked: number } | undefined;
  #waiting = 0;
  #isPatient = true;
  #changes = 0;
  #changing = 0;
  #onNews = () => {};

  /** @param mayWait whether it is worth it that so many patient askers wait for others. */
  constructor(
    private readonly fetch: () => Promise<readonly Item[]>,
    private readonly mayWait: (waiting: number) => boolean = () => false,
  ) {}

  /**
   * A list whose reading begins after this call, so that it shows what the asker has done. It begins when no change is
   * under way, since whoever makes one is likely to ask next.
   * @param isPatient whether this asker waits for others who are worth it, as long as all do that ask with it.
   */
  fresh(isPatient = false): Promise<readonly Item[]> {
    this.#waiting++;
    this.#isPatient &&= isPatient;
    this.#next ??= this.#begin();
    this.#onNews();
    return this.#next;
  }

  /** A list that another call of this got before, if nothing was changed here since; else a fresh one. */
  async recent(): Promise<readonly Item[]> {
    const asked = performance.now();
    if (this.#known?.change !== this.#changes || asked - this.#known.asked >= LIMITS.age) {
      this.#known = { items: this.fresh(), change: this.#changes, asked };
    }
    const known = this.#known;
    try {
      return await known.items;
    } catch (error) {
      if (this.#known === known) {
        this.#known = undefined;
      }
      throw error;
    }
  }

  /** Makes a change of the list. */
  async change<Result>(run: () => Promise<Result>): Promise<Result> {
    this.#changing++;
    this.#onNews();
    try {
      return await run();
    } finally {
      this.#changing--;
      this.#changes++;
      this.#onNews();
    }
  }

  async #begin(): Promise<readonly Item[]> {
    await this.#running;
    await this.#calm();
    this.#next = undefined;
    this.#waiting = 0;
    this.#isPatient = true;
    const items = this.fetch();
    this.#running = items.catch(() => {});
    return items;
  }

  async #calm(): Promise<void> {
    const start = performance.now();
    for (;;) {
      const settling = this.#changing > 0 ? LIMITS.settling : 0;
      const patience = this.#isPatient && this.mayWait(this.#waiting) ? LIMITS.company : settling;
      const rest = start + patience - performance.now();
      if (rest <= 0) {
        return;
      }
      const news = new Promise<void>((resolve) => {
        this.#onNews = resolve;
      });
      await Promise.race([news, sleep(rest, undefined, { ref: false })]);
    }
  }
}
