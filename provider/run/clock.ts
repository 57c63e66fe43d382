/**
 * Identifies a resource within a run. Pulumi does not tell a dynamic provider which resource a call is for, so the SDK sends
 * a hash of the URN along; a provider plugin has the URN itself.
 */
export type ResourceStamp = string;

/** Tells the time, never the same instant twice: a run tells two owners of a key apart by when they got its token. */
export class Clock {
  #last = 0;
  #lead = 0;

  /** ISO 8601, UTC. */
  now(): string {
    this.#last = Math.max(Date.now(), this.#last + 1);
    return new Date(this.#last).toISOString();
  }

  /** How far this machine's clock is ahead of JetEmail's, as far as a response has shown it, in milliseconds. */
  get lead(): number {
    return this.#lead;
  }

  /** Compares the clock with the time of a response that has just arrived. */
  compare(serverTime: number): void {
    this.#lead = Date.now() - serverTime;
  }
}
