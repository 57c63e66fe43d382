import { setTimeout as sleep } from "node:timers/promises";
import { ApiError } from "../../errors/apiError";
import { JetEmailError } from "../../errors/jetEmailError";
import { NetworkError } from "../../errors/networkError";
import type { Method, Requester } from "./transport";

export interface RetryOptions {
  /** Ends the waiting: the last failure is thrown at once. */
  readonly signal?: AbortSignal;
  /** Told of a failure after which a call waits and is made again. @param sent when it was sent, of `performance`. */
  readonly onRepeat?: (failure: unknown, sent: number) => void;
  readonly limits?: Partial<Limits>;
  readonly random?: () => number;
}

/** In milliseconds, but for `tries`. */
export interface Limits {
  /** How often a call is made at most, those that met a rate limit not counted. */
  tries: number;
  /** The longest first wait; it doubles with each try. */
  first: number;
  longest: number;
  /** For a call with all its tries and waits. */
  whole: number;
}

const LIMITS: Limits = { tries: 5, first: 250, longest: 8_000, whole: 120_000 };

/**
 * Sends a request again where that cannot do anything twice: any method after 429 or where nothing was sent; GET, PATCH
 * and DELETE, which are repeatable here, after a server's error or a broken connection too. JetEmail documents no
 * idempotency key for a POST, so one that may have arrived is never repeated here.
 */
export class Retry implements Requester {
  readonly #inner: Requester;
  readonly #options: RetryOptions;
  readonly #limits: Limits;

  constructor(inner: Requester, options: RetryOptions = {}) {
    this.#inner = inner;
    this.#options = options;
    this.#limits = { ...LIMITS, ...options.limits };
  }

  async request(method: Method, path: string, options: Parameters<Requester["request"]>[2]): Promise<unknown> {
    const start = performance.now();
    let calls = 0;
    let tries = 0;
    for (;;) {
      if (method === "POST" && this.#options.signal?.aborted) {
        throw new JetEmailError(`Pulumi was told to stop, so ${method} ${path} was not sent.`);
      }
      const sent = performance.now();
      try {
        calls++;
        return await this.#inner.request(method, path, options);
      } catch (error) {
        const isLimited = isRateLimit(error);
        tries += isLimited ? 0 : 1;
        const spent = performance.now() - start;
        const wait = this.#waitAfter(error, isLimited ? calls : tries);
        const isOver = tries >= this.#limits.tries || spent + wait > this.#limits.whole;
        if (canRepeat(method, error) && !isOver) {
          this.#options.onRepeat?.(error, sent);
          await sleep(wait, undefined, { signal: this.#options.signal }).catch(() => {}); // told to stop
          if (!this.#options.signal?.aborted) {
            continue;
          }
        }
        throw calls > 1 ? withEffort(error, calls, spent) : error;
      }
    }
  }

  /** Full jitter: of many calls that failed together, few come back together. */
  #waitAfter(error: unknown, tries: number): number {
    const { first, longest } = this.#limits;
    const random = (this.#options.random ?? Math.random)();
    const asked = error instanceof ApiError ? error.retryAfter : undefined;
    const own = random * Math.min(longest, first * 2 ** (tries - 1));
    return asked === undefined ? own : asked + random * first;
  }

  async close(): Promise<void> {
    await this.#inner.close();
  }
}

export function isRateLimit(error: unknown): boolean {
  return error instanceof ApiError && error.status === 429;
}

function canRepeat(method: Method, error: unknown): boolean {
  if (error instanceof NetworkError) {
    return error.neverSent || method !== "POST";
  }
  return isRateLimit(error) || (error instanceof ApiError && error.status >= 500 && method !== "POST");
}

function withEffort(error: unknown, calls: number, spent: number): unknown {
  if (error instanceof JetEmailError) {
    error.message += ` Tried ${calls} times in ${Math.max(1, Math.round(spent / 1000))} s.`;
  }
  return error;
}
