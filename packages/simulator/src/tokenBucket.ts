/** A token bucket: it refills at the given rate per second, which is also its size. */
export class TokenBucket {
  #left = Number.POSITIVE_INFINITY;
  #last = performance.now();

  /** @returns whether one more request is allowed now. */
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
