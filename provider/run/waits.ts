/** How long to wait for what others do, in milliseconds. */
export interface Waits {
  /** For Pulumi to ask for every resource that it handles concurrently. */
  readonly concurrentResources: number;
  /** For a new key to show up in JetEmail's list. */
  readonly listing: number;
  /** For a deleted key to leave the list, or what an earlier update made to show up in it. */
  readonly delisting: number;
  /** For the list to show what a request did that JetEmail has ended, but whose response is of no use. */
  readonly lostResponse: number;
  /** For the list to show what a request did that JetEmail may still be working on. */
  readonly pendingRequest: number;
  /** Until a list is asked for again that may lag behind what was done with a key a moment ago. */
  readonly secondLook: number;
  /** For what only words a message, in all. */
  readonly message: number;
  /** Between the first two lists; it doubles with each list. */
  readonly baseDelay: number;
  readonly maxDelay: number;
}

export const WAITS: Waits = {
  concurrentResources: 2_000,
  listing: 30_000,
  delisting: 10_000,
  lostResponse: 2_000,
  pendingRequest: 30_000,
  secondLook: 3_000,
  message: 2_000,
  baseDelay: 500,
  maxDelay: 5_000,
};
