/** Lets so many requests a second pass, in bursts of as many. */
export class RateLimit {
  #left = Number.POSITIVE_INFINITY;
  #last = performance.now();

  /** @returns whether one more may pass now. */
  take(perSecond: number): boolean {
    const now = performance.now();
    this.#left = Math.min(perSecond, this.#left + ((now - this.#last) / 1000) * perSecond);
    this.#last = now;
    if (this.#left < 1) {
      return false;
    }
    this.#left--;
    return true;
  }
}
