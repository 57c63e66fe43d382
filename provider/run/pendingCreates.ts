import type { BatchPolicy } from "../jetemail/listCache";

/**
 * The creates of a run: Pulumi checks a resource as soon as the program declares it, and calls for its creation when the
 * engine gets to it, so many at once.
 */
export class PendingCreates implements BatchPolicy {
  #expected = 0;
  #inFlight = 0;
  #peak = 0;

  /** A create will follow, unless this is a preview or the update ends early. */
  expect(): void {
    this.#expected++;
  }

  async track<Result>(create: () => Promise<Result>): Promise<Result> {
    this.#expected = Math.max(0, this.#expected - 1);
    this.#inFlight++;
    this.#peak = Math.max(this.#peak, this.#inFlight);
    try {
      return await create();
    } finally {
      this.#inFlight--;
    }
  }

  /**
   * Whether creates may wait to share a list: more are expected, and with fewer than half of the peak concurrency
   * waiting, the engine has enough to do meanwhile.
   */
  shouldWait(waiting: number): boolean {
    return this.#expected > 0 && waiting < this.#peak / 2;
  }
}
