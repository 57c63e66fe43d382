import { setTimeout as sleep } from "node:timers/promises";

/** In milliseconds. */
const LIMITS = {
  /** How old a list may be that is taken again. */
  age: 60_000,
  /** How long a list waits for others to be ready for it. */
  patience: 250,
};
/** At most one part in so many of the time goes into reading lists, as long as their readers have the patience. */
const SHARE = 8;

/**
 * Shares the reading of a list among those who ask at the same time, and as long as nothing changes. What changes it
 * from outside is not seen here: a list that is taken again is as old as `LIMITS.age` at most.
 */
export class SharedList<Item> {
  #next: Promise<readonly Item[]> | undefined;
  #running: Promise<unknown> = Promise.resolve();
  #known: { readonly items: Promise<readonly Item[]>; readonly change: number; readonly asked: number } | undefined;
  #lastEnd = Number.NEGATIVE_INFINITY;
  #lastDuration = 0;
  #changes = 0;
  #changing = new Set<Promise<unknown>>();

  constructor(private readonly fetch: () => Promise<readonly Item[]>) {}

  /**
   * A list whose reading begins after this call, so that it shows what the asker has done. It begins when no change is
   * under way, since whoever makes one is likely to ask next.
   */
  fresh(): Promise<readonly Item[]> {
    this.#next ??= this.#begin();
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
    const running = run();
    this.#changing.add(running);
    try {
      return await running;
    } finally {
      this.#changing.delete(running);
      this.#changes++;
    }
  }

  async #begin(): Promise<readonly Item[]> {
    await this.#running;
    await this.#calm();
    this.#next = undefined;
    const start = performance.now();
    const items = this.fetch();
    this.#running = items.catch(() => {});
    try {
      return await items;
    } finally {
      this.#lastEnd = performance.now();
      this.#lastDuration = this.#lastEnd - start;
    }
  }

  async #calm(): Promise<void> {
    const end = performance.now() + LIMITS.patience;
    const due = this.#lastEnd + this.#lastDuration * (SHARE - 1);
    await sleep(Math.max(0, Math.min(due, end) - performance.now()));
    while (this.#changing.size > 0 && performance.now() < end) {
      const rest = sleep(end - performance.now(), undefined, { ref: false });
      await Promise.race([rest, Promise.allSettled(this.#changing)]);
    }
  }
}
