import { setTimeout as sleep } from "node:timers/promises";
import { ApiError } from "../../errors/apiError";
import { isRateLimit, mayRetry } from "../../errors/failures";
import { InterruptedError } from "../../errors/interruptedError";
import { RequestError } from "../../errors/requestError";
import { interruptionOf } from "./deadline";
import type { Method, ParsedResponse, RequestHandler, RequestOptions } from "./requestHandler";

export interface RetryOptions {
  /** Ends the waiting: the last failure is thrown at once, and no POST is sent any more. */
  readonly signal?: AbortSignal;
  /** Called with a failure that is retried, before the wait. @param sentAt when it was sent, by `performance.now()`. */
  readonly onRetry?: (failure: unknown, sentAt: number) => void;
  readonly limits?: Partial<Limits>;
  readonly random?: () => number;
}

/** In milliseconds, but for `maxAttempts`. */
export interface Limits {
  /** Attempts that met a rate limit do not count. */
  maxAttempts: number;
  /** The longest first wait; it doubles with each attempt. */
  baseDelay: number;
  maxDelay: number;
  /** The longest wait after a rate limit, unless JetEmail asks for a longer one. */
  maxRateLimitDelay: number;
  /** For a request with all its attempts and waits. */
  totalTimeout: number;
}

const LIMITS: Limits = {
  maxAttempts: 5,
  baseDelay: 250,
  maxDelay: 8_000,
  maxRateLimitDelay: 20_000,
  totalTimeout: 120_000,
};

/** Retries a request only when it is safe to, with exponential backoff. */
export class Retry implements RequestHandler {
  readonly #inner: RequestHandler;
  readonly #options: RetryOptions;
  readonly #limits: Limits;

  constructor(inner: RequestHandler, options: RetryOptions = {}) {
    this.#inner = inner;
    this.#options = options;
    this.#limits = { ...LIMITS, ...options.limits };
  }

  async request(method: Method, path: string, options: RequestOptions): Promise<ParsedResponse> {
    const { onRetry } = this.#options;
    const signal = interruptionOf(this.#options.signal);
    const start = performance.now();
    let sent = 0;
    let attempts = 0;
    for (;;) {
      if (method === "POST" && signal?.aborted) {
        throw new InterruptedError(method, path);
      }
      const sentAt = performance.now();
      try {
        sent++;
        return await this.#inner.request(method, path, options);
      } catch (error) {
        const isLimited = isRateLimit(error);
        attempts += isLimited ? 0 : 1;
        const duration = performance.now() - start;
        const delay = this.#delayAfter(error, isLimited ? sent : attempts);
        const isOver = attempts >= this.#limits.maxAttempts || duration + delay > this.#limits.totalTimeout;
        if (mayRetry(method, error) && !isOver) {
          onRetry?.(error, sentAt);
          await sleep(delay, undefined, { signal }).catch(() => {}); // interrupted
          if (!signal?.aborted) {
            continue;
          }
        }
        throw sent > 1 && error instanceof RequestError ? error.after({ count: sent, duration }) : error;
      }
    }
  }

  /**
   * Full jitter: of many requests that failed together, few are retried together. A rate limit that persists is met ever
   * more rarely, and never earlier than JetEmail asks.
   */
  #delayAfter(error: unknown, attempts: number): number {
    const { baseDelay, maxDelay, maxRateLimitDelay } = this.#limits;
    const random = (this.#options.random ?? Math.random)();
    const backoff = baseDelay * 2 ** (attempts - 1);
    const retryAfter = error instanceof ApiError ? (error.retryAfter ?? 0) : 0;
    return isRateLimit(error)
      ? Math.max(retryAfter, Math.min(maxRateLimitDelay, backoff) / 2) +
          (random * Math.min(maxRateLimitDelay, backoff)) / 2
      : retryAfter + random * Math.min(maxDelay, backoff);
  }

  async close(): Promise<void> {
    await this.#inner.close();
  }
}
