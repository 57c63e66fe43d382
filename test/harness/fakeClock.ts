import type { MonotonicClock } from "../../provider/jetemail/http/rateLimiter";

/** A monotonic clock that a test moves. */
export class FakeClock implements MonotonicClock {
  #time = 1_000_000;
  #sleepers: { readonly at: number; readonly wake: () => void }[] = [];

  now = (): number => {
    // Never the same instant twice, as on a real machine.
    this.#time += 0.001;
    return this.#time;
  };

  sleep(duration: number): Promise<void> {
    return new Promise((wake) => {
      this.#sleepers.push({ at: this.#time + duration, wake });
    });
  }

  /** Lets time pass while this process is suspended. */
  jump(duration: number): void {
    this.#time += duration;
  }

  /** Lets time pass, and wakes the sleepers in their order. */
  async pass(duration: number): Promise<void> {
    const end = this.#time + duration;
    for (;;) {
      await settled();
      const [next] = this.#sleepers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
      if (!next) {
        break;
      }
      this.#sleepers = this.#sleepers.filter((each) => each !== next);
      this.#time = Math.max(this.#time, next.at);
      next.wake();
    }
    this.#time = Math.max(this.#time, end);
    await settled();
  }
}

/** Resolves once everything has run that waits for no time and no socket. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
