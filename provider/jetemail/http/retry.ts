import { setTimeout as sleep } from "node:timers/promises";
import { ApiError } from "../../errors/apiError";
import { isRateLimit, mayRetry } from "../../errors/failures";
import { RequestError } from "../../errors/requestError";
import { currentOperation, Operation } from "./operation";
import type { RateLimiter } from "./rateLimiter";
import type { Method, ParsedResponse, RequestHandler, RequestOptions } from "./requestHandler";
import type { RateLimitSettings } from "./waiter";

export interface RetryOptions {
  /** Called with a failure that is retried, before the wait. */
  readonly onRetry?: ((failure: unknown) => void) | undefined;
  readonly limits?: Partial<Limits> | undefined;
  readonly random?: () => number;
}

/** In milliseconds, but for `maxAttempts`. Refusals by the rate limit, and waits for it, do not count. */
export interface Limits {
  maxAttempts: number;
  /** The longest first wait; it doubles with each attempt. */
  baseDelay: number;
  maxDelay: number;
  /** For a request with all its attempts and waits. */
  totalTimeout: number;
}

const LIMITS: Limits = { maxAttempts: 5, baseDelay: 250, maxDelay: 8_000, totalTimeout: 120_000 };

/** Sends a request when the rate limit allows it, and again only when that is safe, with exponential backoff. */
export class Retry implements RequestHandler {
  readonly #inner: RequestHandler;
  readonly #limiter: RateLimiter;
  readonly #settings: RateLimitSettings;
  readonly #options: RetryOptions;
  readonly #limits: Limits;

  constructor(inner: RequestHandler, limiter: RateLimiter, settings: RateLimitSettings, options: RetryOptions = {}) {
    this.#inner = inner;
    this.#limiter = limiter;
    this.#settings = settings;
    this.#options = options;
    this.#limits = { ...LIMITS, ...options.limits };
  }

  async request(method: Method, path: string, options: RequestOptions): Promise<ParsedResponse> {
    const operation = currentOperation() ?? new Operation();
    const signal = operation.interruption ?? this.#settings.signal;
    const { sharers, onSend, dispensable } = options;
    let attempts = 0;
    let duration = 0;
    let failure: unknown;
    for (;;) {
      let sentAt: number | undefined;
      const { reserved } = operation;
      try {
        return await this.#limiter.send(
          { method, path, operation, sharers, onSend, dispensable },
          this.#settings,
          () => {
            sentAt = performance.now();
            return this.#inner.request(method, path, options);
          },
        );
      } catch (error) {
        if (dispensable) {
          throw error;
        }
        if (isRateLimit(error)) {
          await this.#limiter.reserve(reserved, { method, path, operation }, this.#settings);
          continue;
        }
        // Why a request is not sent again matters less than what became of it.
        failure = sentAt === undefined ? (failure ?? error) : error;
        attempts += sentAt === undefined ? 0 : 1;
        const delay = this.#delayAfter(failure, attempts);
        duration += performance.now() - (sentAt ?? performance.now());
        const isOver = attempts >= this.#limits.maxAttempts || duration + delay > this.#limits.totalTimeout;
        if (sentAt !== undefined && mayRetry(method, failure) && !isOver) {
          this.#options.onRetry?.(failure);
          await sleep(delay, undefined, { signal }).catch(() => {}); // interrupted
          duration += delay;
          if (!signal?.aborted) {
            continue;
          }
        }
        throw attempts > 1 && failure instanceof RequestError ? failure.after({ count: attempts, duration }) : failure;
      }
    }
  }

  async reserve(requests: number, path: string): Promise<void> {
    const operation = currentOperation();
    if (operation) {
      await this.#limiter.reserve(requests, { method: "POST", path, operation }, this.#settings);
    }
  }

  /** Full jitter: of many requests that failed together, few are retried together. */
  #delayAfter(error: unknown, attempts: number): number {
    const { baseDelay, maxDelay } = this.#limits;
    const retryAfter = error instanceof ApiError ? (error.retryAfter ?? 0) : 0;
    return retryAfter + (this.#options.random ?? Math.random)() * Math.min(maxDelay, baseDelay * 2 ** (attempts - 1));
  }

  async close(): Promise<void> {
    await this.#inner.close();
  }
}
