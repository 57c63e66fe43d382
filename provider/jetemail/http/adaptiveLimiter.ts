import type { Method, ParsedResponse, RequestHandler, RequestOptions } from "./requestHandler";

/**
 * Bounds the requests in flight, retries and waits included. JetEmail's rate limits are not known, so the bound adapts
 * (additive increase, multiplicative decrease): it halves at a rate limit, and grows by one after as many successes as it
 * allows. Reads go first, since operations under way wait for them: a new key has to reach the state.
 */
export class AdaptiveLimiter {
  readonly #reads: (() => void)[] = [];
  readonly #writes: (() => void)[] = [];
  readonly #max: number;
  #limit: number;
  #inFlight = 0;
  #lastBackOff = Number.NEGATIVE_INFINITY;

  /** @param max the bound at the start, and the highest. */
  constructor(max: number) {
    this.#max = max;
    this.#limit = max;
  }

  wrap(inner: RequestHandler): RequestHandler {
    return {
      request: (method, path, options) => this.#request(inner, method, path, options),
      close: () => inner.close(),
    };
  }

  /** @param sentAt when the request that met a rate limit was sent; one sent before the last decrease does not count. */
  backOff(sentAt: number): void {
    if (sentAt > this.#lastBackOff) {
      this.#lastBackOff = performance.now();
      this.#limit = Math.max(1, this.#limit / 2);
    }
  }

  async #request(
    inner: RequestHandler,
    method: Method,
    path: string,
    options: RequestOptions,
  ): Promise<ParsedResponse> {
    if (this.#inFlight >= Math.floor(this.#limit)) {
      await new Promise<void>((resolve) => (method === "GET" ? this.#reads : this.#writes).push(resolve));
    } else {
      this.#inFlight++;
    }
    try {
      const response = await inner.request(method, path, options);
      this.#limit = Math.min(this.#max, this.#limit + 1 / this.#limit);
      return response;
    } finally {
      this.#inFlight--;
      this.#admit();
    }
  }

  #admit(): void {
    while (this.#inFlight < Math.floor(this.#limit)) {
      const next = this.#reads.shift() ?? this.#writes.shift();
      if (!next) {
        return;
      }
      this.#inFlight++;
      next();
    }
  }
}
