import { setTimeout as sleep } from "node:timers/promises";

/** In milliseconds. */
const LIMITS = {
  /** The oldest list that is served from the cache. */
  maxAge: 60_000,
  /** How long a fetch waits for changes in flight. */
  quietWindow: 250,
  /** How long a fetch waits for further callers to share it, if its callers allow that. */
  batchWindow: 1_000,
};

/** Decides whether a fetch should wait for further callers. */
export interface BatchPolicy {
  /** @param waiting how many callers share the fetch so far. */
  shouldWait(waiting: number): boolean;
}

interface CachedList<List> {
  readonly list: Promise<List>;
  /** How many changes had ended when it was asked for. */
  readonly changes: number;
  readonly askedAt: number;
}

/**
 * Lets callers that ask for a list at the same time share a fetch, and serves a list again as long as nothing is changed
 * through {@link change}. Changes made elsewhere are not seen: hence `maxAge`.
 */
export class ListCache<List> {
  readonly #load: () => Promise<List>;
  /** The fetch that has not begun, and the batch policies of its callers. */
  #next: Promise<List> | undefined;
  #callers: (BatchPolicy | undefined)[] = [];
  #current: Promise<unknown> = Promise.resolve();
  #cached: CachedList<List> | undefined;
  #changes = 0;
  #inFlight = 0;
  #wake = () => {};

  constructor(load: () => Promise<List>) {
    this.#load = load;
  }

  /**
   * A list whose fetch begins after this call, so that it shows what the caller has done. It begins when no change is in
   * flight, since whoever makes one is likely to ask next.
   * @param batch allows the fetch to be delayed, as long as each of its callers allows that.
   */
  fetch(batch?: BatchPolicy): Promise<List> {
    this.#callers.push(batch);
    this.#next ??= this.#begin();
    this.#wake();
    return this.#next;
  }

  /** The list that an earlier call of this returned, if nothing has changed since; otherwise a new one. */
  async cached(): Promise<List> {
    const now = performance.now();
    if (this.#cached?.changes !== this.#changes || now - this.#cached.askedAt >= LIMITS.maxAge) {
      this.#cached = { list: this.fetch(), changes: this.#changes, askedAt: now };
    }
    const cached = this.#cached;
    try {
      return await cached.list;
    } catch (error) {
      if (this.#cached === cached) {
        this.#cached = undefined;
      }
      throw error;
    }
  }

  /** Runs what changes the list. */
  async change<Result>(run: () => Promise<Result>): Promise<Result> {
    this.#inFlight++;
    this.#wake();
    try {
      return await run();
    } finally {
      this.#inFlight--;
      this.#changes++;
      this.#wake();
    }
  }

  async #begin(): Promise<List> {
    await this.#current;
    await this.#settle();
    this.#next = undefined;
    this.#callers = [];
    const list = this.#load();
    this.#current = list.catch(() => {});
    return list;
  }

  async #settle(): Promise<void> {
    const start = performance.now();
    for (;;) {
      const rest = start + this.#window() - performance.now();
      if (rest <= 0) {
        return;
      }
      const woken = new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      await Promise.race([woken, sleep(rest, undefined, { ref: false })]);
    }
  }

  #window(): number {
    if (this.#callers.every((batch) => batch?.shouldWait(this.#callers.length))) {
      return LIMITS.batchWindow;
    }
    return this.#inFlight > 0 ? LIMITS.quietWindow : 0;
  }
}
