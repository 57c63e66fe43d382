/**
 * The `rotatedAt` of a resource, in its role of telling resources apart within a run: Pulumi does not tell a dynamic
 * provider which resource a call is for. Two resources that are declared alike differ in it.
 */
export type ResourceStamp = string;

/** Tells the time, never the same instant twice, so that each instant can be a {@link ResourceStamp}. */
export class Clock {
  #last = 0;

  /** ISO 8601, UTC. */
  now(): string {
    this.#last = Math.max(Date.now(), this.#last + 1);
    return new Date(this.#last).toISOString();
  }
}
