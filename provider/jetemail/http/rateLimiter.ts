import { setTimeout as sleep } from "node:timers/promises";
import { ApiError } from "../../errors/apiError";
import { isRateLimit } from "../../errors/failures";
import { InterruptedError } from "../../errors/interruptedError";
import type { SharedFolder } from "../../processes/sharedFolder";
import { AccountUsage, type Pace, type Refusal } from "./accountUsage";
import { type Operation, waitInterrupted } from "./operation";
import {
  blockedTooLong,
  demandOf,
  endsWithSignal,
  type Grant,
  type RateLimitSettings,
  sharersOf,
  type Turn,
  type Waiter,
  withReserve,
} from "./waiter";

/** A clock that no change of the time of day moves, and that all processes of a machine share. In milliseconds. */
export interface MonotonicClock {
  now(): number;
  sleep(duration: number): Promise<void>;
}

/** In milliseconds. */
export interface RateLimiterOptions {
  /** The longest time that an operation waits for JetEmail to end a block. */
  readonly maxBlockedTime: number;
  /** How long nothing is sent after a 429 without a Retry-After; it doubles with each in a row. */
  readonly baseBackoff: number;
  readonly maxBackoff: number;
  readonly clock: MonotonicClock;
}

const DEFAULTS: RateLimiterOptions = {
  maxBlockedTime: 15 * 60_000,
  baseBackoff: 500,
  maxBackoff: 20_000,
  clock: {
    now: () => Number(process.hrtime.bigint()) / 1e6,
    sleep: (duration) => sleep(duration),
  },
};

/** The block that JetEmail publishes, in milliseconds: assumed where a 429 names no time after as many requests as allowed. */
const PUBLISHED_BLOCK = 5 * 60_000;

/** A shorter pause than this, in milliseconds, is no block: the limit is one of seconds, which the pauses alone keep. */
const SHORTEST_BLOCK = 5_000;

/** What a block teaches: a part of the requests that were accepted in the last minute, but no less than a fraction of what was allowed before. */
const LEARNED_SHARE = 0.9;
const MAX_SLOWDOWN = 4;

/** Operations that had to wait go together, since creates share a list: with room for so many requests, or after so long. */
const BATCH = { requests: 16, maxShare: 1 / 4, maxWait: 60_000 };

/** Another process may need less than it has kept free. In milliseconds. */
const MAX_SLEEP = 1_000;

/** Of two processes that wait for the same moment, one goes first. In milliseconds. */
const MAX_JITTER = 50;

/**
 * Decides when a request may be sent, so that all processes together keep to JetEmail's rate limit: 240 requests a minute for
 * an account, beyond which it blocks all calls of the account for five minutes.
 * @see https://jetemail.com/docs/api-reference/introduction
 */
export class RateLimiter {
  readonly #usage: AccountUsage;
  readonly #options: RateLimiterOptions;
  readonly #waiters: Waiter[] = [];
  /** Those who were told of the pace, and of the end of which block. */
  readonly #toldOfPacing = new WeakSet<RateLimitSettings>();
  readonly #toldOfBlock = new WeakMap<RateLimitSettings, number>();
  readonly #watched = new WeakSet<AbortSignal>();
  /** The operations for which requests are kept free. */
  readonly #reserving = new Set<Operation>();
  #inFlight = 0;
  #refusedInARow = 0;
  /** Since when the budget has had no room to keep requests free. */
  #exhaustedAt: number | undefined;
  #wakesAt = Number.POSITIVE_INFINITY;

  /** @param folder what the processes share of the account. */
  constructor(folder: SharedFolder, options: Partial<RateLimiterOptions> = {}) {
    this.#options = { ...DEFAULTS, ...options };
    this.#usage = new AccountUsage(folder, this.#options.clock.now);
  }

  /**
   * Sends a request as soon as the rate limit allows it.
   * @throws JetEmailError if it was not sent, because the wait was interrupted or would be too long.
   */
  async send<Response>(turn: Turn, settings: RateLimitSettings, exchange: () => Promise<Response>): Promise<Response> {
    const { sentAt, users } = await this.#wait({ ...turn, settings, isRequest: true, reserve: 0 });
    try {
      const response = await exchange();
      turn.operation.hasToken ||= turn.method === "POST";
      this.#end(sentAt, true);
      return response;
    } catch (error) {
      this.#regain(users, settings);
      // What a gateway answers, or nobody, says nothing of a block.
      this.#end(sentAt, error instanceof ApiError && error.status < 500 && !isRateLimit(error));
      if (error instanceof ApiError && isRateLimit(error)) {
        this.#refuse(error, sentAt, settings);
      }
      throw error;
    } finally {
      this.#inFlight--;
      this.#admit();
    }
  }

  /**
   * Waits until the budget has room for several requests of an operation, and keeps it free for them until the operation
   * ends, so that none of them has to wait once the operation has a token that is saved nowhere.
   * @throws JetEmailError if the wait was interrupted or would be too long.
   */
  async reserve(requests: number, turn: Turn, settings: RateLimitSettings): Promise<void> {
    const { operation } = turn;
    if (requests > operation.reserved && !operation.hasToken) {
      // Nothing is kept free while waiting for more: others may wait for just that.
      this.#release(operation);
      await this.#wait({ ...turn, settings, isRequest: false, reserve: requests });
    }
  }

  /** Tells the other processes what they do not know yet. */
  flush(): void {
    this.#usage.flush();
  }

  #wait(demand: Omit<Waiter, "signal" | "resolve" | "reject">): Promise<Grant> {
    return new Promise((resolve, reject) => {
      const signal = demand.dispensable ?? demand.operation.interruption ?? demand.settings.signal;
      this.#waiters.push({ ...demand, signal, resolve, reject });
      this.#watch(signal);
      this.#admit();
    });
  }

  /**
   * What a token may wait for comes first, then what was kept free, then what operations in progress wait for; what can be done
   * without comes last.
   */
  get #first(): Waiter | undefined {
    return (
      this.#waiters.find((each) => sharersOf(each).some(({ hasToken }) => hasToken)) ??
      this.#waiters.find((each) => each.isRequest && withReserve(each).length > 0) ??
      this.#waiters.find(({ method, dispensable }) => method === "GET" && !dispensable) ??
      this.#waiters.find(({ dispensable }) => !dispensable) ??
      this.#waiters[0]
    );
  }

  /** Lets the waiters go ahead in order, as far as the limits allow it. */
  #admit(): void {
    if (this.#usage.renew()) {
      for (const operation of this.#reserving) {
        operation.reserved = 0;
      }
      this.#reserving.clear();
    }
    for (let waiter = this.#first; waiter; waiter = this.#first) {
      if (waiter.signal?.aborted && endsWithSignal(waiter)) {
        this.#reject(waiter, new InterruptedError(waiter.method, waiter.path));
        continue;
      }
      if (waiter.isRequest && this.#inFlight >= waiter.settings.concurrency) {
        return;
      }
      const taken = this.#usage.take({ ...demandOf(waiter), room: this.#roomFor(waiter) });
      if (typeof taken !== "number") {
        this.#exhaustedAt ??= waiter.isRequest ? undefined : this.#options.clock.now();
        this.#hold(taken);
        return;
      }
      this.#exhaustedAt = waiter.isRequest ? this.#exhaustedAt : undefined;
      this.#grant(waiter, taken);
    }
  }

  #roomFor({ isRequest, settings }: Waiter): number {
    const waited = this.#options.clock.now() - (this.#exhaustedAt ?? Number.NEGATIVE_INFINITY);
    return !isRequest && waited < BATCH.maxWait
      ? Math.min(BATCH.requests, Math.floor(settings.requestsPerMinute * BATCH.maxShare))
      : 0;
  }

  #grant(waiter: Waiter, sentAt: number): void {
    const { operation, reserve } = waiter;
    this.#remove(waiter);
    this.#endBlockOf(waiter);
    operation.isHeld = false;
    const users = waiter.isRequest && reserve === 0 ? withReserve(waiter) : [];
    for (const each of users) {
      each.reserved--;
    }
    if (reserve > 0) {
      this.#keep(operation, reserve);
    }
    if (waiter.isRequest) {
      this.#inFlight++;
      waiter.onSend?.();
    }
    waiter.resolve({ sentAt, users });
  }

  #keep(operation: Operation, requests: number): void {
    operation.reserved += requests;
    operation.onEnd = () => this.#release(operation);
    this.#reserving.add(operation);
  }

  /** A request that failed has used what was kept free for it, and may be sent again. */
  #regain(users: readonly Operation[], { requestsPerMinute: limit }: RateLimitSettings): void {
    for (const operation of users) {
      if (typeof this.#usage.take({ isRequest: false, reserve: 1, limit }) === "number") {
        this.#keep(operation, 1);
      }
    }
  }

  #release(operation: Operation): void {
    if (operation.reserved > 0) {
      this.#usage.release(operation.reserved);
      operation.reserved = 0;
      this.#reserving.delete(operation);
      this.#admit();
    }
  }

  /** Nothing can be sent for now. */
  #hold({ blockedUntil, delay, pace }: Refusal): void {
    for (const waiter of [...this.#waiters]) {
      waiter.operation.isHeld = true;
      if (waiter.signal?.aborted || waiter.dispensable) {
        this.#reject(waiter, new InterruptedError(waiter.method, waiter.path));
        continue;
      }
      for (const sharer of sharersOf(waiter).filter(({ interruption }) => interruption?.aborted)) {
        sharer.abandon?.(waitInterrupted());
      }
      if (blockedUntil === undefined) {
        this.#endBlockOf(waiter);
        this.#tellOfPacing(waiter.settings, pace, delay);
      } else {
        this.#holdInBlock(waiter, blockedUntil, delay);
      }
    }
    if (this.#waiters.length > 0) {
      this.#wakeIn(Math.min(delay, MAX_SLEEP));
    }
  }

  #holdInBlock(waiter: Waiter, blockedUntil: number, delay: number): void {
    const now = this.#options.clock.now();
    this.#reserveAgain(waiter);
    waiter.blockedSince ??= now;
    const rest = this.#options.maxBlockedTime - (now - waiter.blockedSince) - delay;
    for (const sharer of sharersOf(waiter).filter(({ blockedFor }) => blockedFor > rest)) {
      sharer.abandon?.(blockedTooLong(waiter, delay));
    }
    if (waiter.operation.blockedFor > rest) {
      this.#reject(waiter, blockedTooLong(waiter, delay));
    } else {
      this.#tellOfBlock(waiter.settings, blockedUntil, delay);
    }
  }

  /** After a block, fewer requests may be allowed than were kept free before. A create that was not sent can wait again. */
  #reserveAgain(waiter: Waiter): void {
    const { operation } = waiter;
    if (waiter.isRequest && waiter.method === "POST" && operation.reserved > 0 && !operation.hasToken) {
      waiter.reserve = operation.reserved - 1;
      this.#usage.release(operation.reserved);
      operation.reserved = 0;
      this.#reserving.delete(operation);
    }
  }

  #endBlockOf(waiter: Waiter): void {
    if (waiter.blockedSince !== undefined) {
      for (const each of new Set([waiter.operation, ...sharersOf(waiter)])) {
        each.blockedFor += this.#options.clock.now() - waiter.blockedSince;
      }
      waiter.blockedSince = undefined;
    }
  }

  #wakeIn(delay: number): void {
    const at = this.#options.clock.now() + delay;
    if (at < this.#wakesAt) {
      this.#wakesAt = at;
      void this.#options.clock.sleep(delay + Math.random() * MAX_JITTER).then(() => {
        this.#wakesAt = Number.POSITIVE_INFINITY;
        this.#admit();
      });
    }
  }

  #end(sentAt: number, isAccepted: boolean): void {
    this.#usage.end(sentAt, isAccepted);
    this.#refusedInARow = isAccepted && !this.#usage.wasBlockedAt(sentAt) ? 0 : this.#refusedInARow;
  }

  #refuse({ retryAfter }: ApiError, sentAt: number, { requestsPerMinute }: RateLimitSettings): void {
    const teaches = !this.#usage.isBlocked;
    this.#refusedInARow += this.#usage.wasBlockedAt(sentAt) ? 0 : 1;
    const { maxBackoff, baseBackoff } = this.#options;
    const { limit } = this.#usage.pace(requestsPerMinute);
    const { sent, accepted } = this.#usage;
    const backoff = Math.min(maxBackoff, baseBackoff * 2 ** (this.#refusedInARow - 1)) * (0.5 + Math.random() / 2);
    const pause = Math.max(retryAfter ?? (sent >= limit ? PUBLISHED_BLOCK : 0), backoff);
    this.#usage.block(pause);
    // JetEmail allows fewer than expected, or others use the account too.
    const slower = Math.max(1, Math.floor(accepted * LEARNED_SHARE), Math.floor(limit / MAX_SLOWDOWN));
    if (teaches && pause >= SHORTEST_BLOCK && slower < limit) {
      this.#usage.slowDown(slower);
    }
  }

  #tellOfPacing(settings: RateLimitSettings, pace: Pace, delay: number): void {
    if (!this.#toldOfPacing.has(settings)) {
      this.#toldOfPacing.add(settings);
      settings.onPacing?.(pace, delay);
    }
  }

  #tellOfBlock(settings: RateLimitSettings, blockedUntil: number, delay: number): void {
    if (this.#toldOfBlock.get(settings) !== blockedUntil) {
      this.#toldOfBlock.set(settings, blockedUntil);
      settings.onBlock?.({ until: new Date(Date.now() + delay), isShort: delay < SHORTEST_BLOCK });
    }
  }

  #watch(signal: AbortSignal | undefined): void {
    if (signal && !this.#watched.has(signal)) {
      this.#watched.add(signal);
      signal.addEventListener("abort", () => {
        for (const waiter of this.#waiters.filter((each) => each.signal === signal)) {
          if (waiter.operation.isHeld || endsWithSignal(waiter)) {
            this.#reject(waiter, new InterruptedError(waiter.method, waiter.path));
          }
        }
      });
    }
  }

  #reject(waiter: Waiter, error: Error): void {
    this.#remove(waiter);
    waiter.reject(error);
  }

  #remove(waiter: Waiter): void {
    const place = this.#waiters.indexOf(waiter);
    if (place !== -1) {
      this.#waiters.splice(place, 1);
    }
  }
}
