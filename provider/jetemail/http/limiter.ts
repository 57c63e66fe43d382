import type { Method, Requester } from "./transport";

/**
 * Bounds how many calls are under way at once, their repetitions and waits included. JetEmail's rate limits are not
 * known, so the bound adapts: it halves where a call was refused for its rate, and grows by one after as many calls as
 * it allows at once. Reads go first, since what was begun waits for them: a new key has to reach the state.
 */
export class Throttle implements Requester {
  readonly #reads: (() => void)[] = [];
  readonly #changes: (() => void)[] = [];
  #allowed: number;
  #underWay = 0;
  #lastSlowed = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly inner: Requester,
    private readonly most: number,
  ) {
    this.#allowed = most;
  }

  /** Takes note of a refusal. @param sent the instant of the request: one sent before the last halving tells nothing. */
  slowDown(sent: number): void {
    if (sent > this.#lastSlowed) {
      this.#lastSlowed = performance.now();
      this.#allowed = Math.max(1, this.#allowed / 2);
    }
  }

  async request(method: Method, path: string, options: Parameters<Requester["request"]>[2]): Promise<unknown> {
    if (this.#underWay >= Math.floor(this.#allowed)) {
      await new Promise<void>((resolve) => (method === "GET" ? this.#reads : this.#changes).push(resolve));
    } else {
      this.#underWay++;
    }
    try {
      const answer = await this.inner.request(method, path, options);
      this.#allowed = Math.min(this.most, this.#allowed + 1 / this.#allowed);
      return answer;
    } finally {
      this.#underWay--;
      this.#admit();
    }
  }

  #admit(): void {
    while (this.#underWay < Math.floor(this.#allowed)) {
      const next = this.#reads.shift() ?? this.#changes.shift();
      if (!next) {
        return;
      }
      this.#underWay++;
      next();
    }
  }

  async close(): Promise<void> {
    await this.inner.close();
  }
}
