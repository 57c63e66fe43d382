import type { SimulatorOptions } from "./options";

/**
 * JetEmail's rate limit. An account may make 240 requests a minute, whatever its addresses and tokens. Once it makes more,
 * all its calls are answered 429 for five minutes, with `Retry-After` in seconds. The source is the introduction of
 * JetEmail's API reference. It does not say whether the minute slides: here it does, which is stricter.
 */
export const PUBLISHED_RATE_LIMIT = { requestsPerMinute: 240, blockFor: 300 } as const;

const MINUTE = 60_000;

/** What an account's rate limit did, and what the account's other users do to it. */
export interface RateLimitControl {
  /** How often the account was blocked. */
  readonly blocks: number;
  /** How often the requests that the simulator received were too many, without those of `reach`. */
  readonly ownBlocks: number;
  /** How many requests were refused because of a block. */
  readonly blockedRequests: number;
  /** Others use up what is left of this minute: the next request begins a block. Without a limit, nothing happens. */
  reach(): void;
  /** Others have exceeded the limit: a block begins. @param seconds how long it lasts; by default `blockFor`. */
  block(seconds?: number): void;
}

/** The rate limit of one account. */
export class RateLimit implements RateLimitControl {
  blocks = 0;
  ownBlocks = 0;
  blockedRequests = 0;
  readonly #options: Pick<SimulatorOptions, "requestsPerMinute" | "blockFor" | "rateClock">;
  /** When each request of the last minute arrived, but for those that a block refused. */
  readonly #own: number[] = [];
  readonly #others: number[] = [];
  #blockedUntil = Number.NEGATIVE_INFINITY;

  constructor(options: Pick<SimulatorOptions, "requestsPerMinute" | "blockFor" | "rateClock">) {
    this.#options = options;
  }

  /** Counts a request that arrives. @returns if it is refused, for how many more seconds the account is blocked. */
  arrive(): number | undefined {
    const now = this.#now();
    if (now >= this.#blockedUntil) {
      this.#forgetBefore(now - MINUTE);
      this.#own.push(now);
      if (this.#own.length + this.#others.length <= this.#limit) {
        return undefined;
      }
      this.ownBlocks += this.#own.length > this.#limit ? 1 : 0;
      this.block();
    }
    return this.refuse();
  }

  /** Counts a request that a block refuses. @returns for how many more seconds the account is blocked. */
  refuse(): number {
    this.blockedRequests++;
    return Math.max(0, Math.ceil((this.#blockedUntil - this.#now()) / 1000));
  }

  reach(): void {
    const now = this.#now();
    this.#forgetBefore(now - MINUTE);
    const left = this.#limit - this.#own.length - this.#others.length;
    if (Number.isFinite(left)) {
      this.#others.push(...Array<number>(Math.max(0, left)).fill(now));
    }
  }

  block(seconds = this.#options.blockFor ?? PUBLISHED_RATE_LIMIT.blockFor): void {
    this.blocks++;
    // Whole milliseconds: the sum of fractions can be more than the duration, and `Retry-After` a second too long.
    this.#blockedUntil = Math.floor(this.#now()) + seconds * 1000;
  }

  get #limit(): number {
    return this.#options.requestsPerMinute ?? Number.POSITIVE_INFINITY;
  }

  #now(): number {
    return (this.#options.rateClock ?? (() => performance.now()))();
  }

  #forgetBefore(start: number): void {
    for (const times of [this.#own, this.#others]) {
      while (times[0] !== undefined && times[0] <= start) {
        times.shift();
      }
    }
  }
}
