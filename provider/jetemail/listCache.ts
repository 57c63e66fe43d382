import { setTimeout as sleep } from "node:timers/promises";
import { currentOperation, type Operation } from "./http/operation";

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
  /** @param callers the operations that share the fetch so far. */
  shouldWait(callers: ReadonlySet<Operation>): boolean;
}

/** A fetch that has not begun. */
interface Batch<List> {
  readonly list: Promise<List>;
  readonly callers: Set<Operation>;
  readonly policies: (BatchPolicy | undefined)[];
  readonly askedAt: number;
}

interface CachedList<List> {
  readonly list: Promise<List>;
  /** How many changes had ended when it was asked for. */
  readonly changes: number;
  /** When it arrived. */
  at: number;
}

/**
 * Lets callers that ask for a list at the same time share a fetch, and serves a list again as long as nothing is changed
 * through {@link change}. Changes made elsewhere are not seen: hence `maxAge`.
 */
export class ListCache<List> {
  readonly #load: (callers: ReadonlySet<Operation>, onSend: () => void) => Promise<List>;
  #next: Batch<List> | undefined;
  #current: Promise<unknown> = Promise.resolve();
  #cached: CachedList<List> | undefined;
  #changes = 0;
  #inFlight = 0;
  #wake = () => {};

  /** @param load fetches the list; calls `onSend` when the request leaves, since callers can share it until then. */
  constructor(load: (callers: ReadonlySet<Operation>, onSend: () => void) => Promise<List>) {
    this.#load = load;
  }

  /**
   * A list whose fetch begins after this call, so that it shows what the caller has done. It begins when no change is in
   * flight, since whoever makes one is likely to ask next.
   * @param policy allows the fetch to be delayed, as long as that of each caller does.
   */
  fetch(policy?: BatchPolicy): Promise<List> {
    const batch = this.#next ?? this.#begin();
    batch.policies.push(policy);
    const caller = currentOperation();
    if (caller) {
      batch.callers.add(caller);
    }
    this.#wake();
    return batch.list;
  }

  /** Lets an operation share the fetch that has not begun, if there is one. */
  join(operation: Operation): void {
    this.#next?.callers.add(operation);
  }

  /** The list that an earlier call of this returned, if nothing has changed since; otherwise a new one. */
  async cached(): Promise<List> {
    if (this.#cached?.changes !== this.#changes || performance.now() - this.#cached.at >= LIMITS.maxAge) {
      const cached = { list: this.fetch(), changes: this.#changes, at: Number.POSITIVE_INFINITY };
      this.#cached = cached;
      cached.list.then(
        () => {
          cached.at = performance.now();
        },
        () => {},
      );
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

  #begin(): Batch<List> {
    const { promise: list, resolve } = Promise.withResolvers<List>();
    const batch: Batch<List> = { list, callers: new Set(), policies: [], askedAt: performance.now() };
    this.#next = batch;
    const run = async () => {
      await this.#current;
      await this.#settle(batch);
      const close = () => {
        this.#next = this.#next === batch ? undefined : this.#next;
      };
      const loading = this.#load(batch.callers, close).finally(close);
      this.#current = loading.catch(() => {});
      return loading;
    };
    resolve(run());
    return batch;
  }

  async #settle(batch: Batch<List>): Promise<void> {
    for (;;) {
      const window = this.#windowOf(batch);
      const rest = batch.askedAt + window - performance.now();
      if (window === 0 || rest <= 0) {
        return;
      }
      const woken = new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      await Promise.race([woken, sleep(rest, undefined, { ref: false })]);
    }
  }

  #windowOf({ callers, policies }: Batch<List>): number {
    if (policies.every((policy) => policy?.shouldWait(callers))) {
      return LIMITS.batchWindow;
    }
    return this.#inFlight > 0 ? LIMITS.quietWindow : 0;
  }
}
