import { JetEmailError } from "./jetEmailError";

/** How much was tried before giving up. */
export interface Attempts {
  readonly count: number;
  /** In milliseconds. */
  readonly duration: number;
}

/** A request that failed: refused, not answered, or answered with nonsense. */
export abstract class RequestError extends JetEmailError {
  override name = "RequestError";

  /** The same failure, with how much was tried in its message. */
  abstract after(attempts: Attempts): RequestError;
}

export function inWords(attempts: Attempts | undefined): string {
  return attempts ? ` Tried ${attempts.count} times in ${Math.max(1, Math.round(attempts.duration / 1000))} s.` : "";
}
