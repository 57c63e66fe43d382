import { AsyncLocalStorage } from "node:async_hooks";
import { JetEmailError } from "../../errors/jetEmailError";

/** Aborts at the deadline of the operation that a call is part of, and when the whole run is interrupted. */
const deadlines = new AsyncLocalStorage<AbortSignal | undefined>();

/** Runs an operation that stops waiting at its own deadline. */
export function withDeadline<Result>(deadline: AbortSignal, operation: () => Result): Result {
  return deadlines.run(deadline, operation);
}

/** Runs what several operations share, so that the deadline of one of them does not fail it for the others. */
export function withoutDeadline<Result>(task: () => Result): Result {
  return deadlines.run(undefined, task);
}

/** @returns what ends the waiting of this call. @param run aborts when the whole run is interrupted. */
export function interruptionOf(run: AbortSignal | undefined): AbortSignal | undefined {
  return deadlines.getStore() ?? run;
}

/**
 * Waits for a list that several operations share, until the deadline of this one. A list that is asked for after it is
 * waited for: it has the uuid of a key that the operation has created meanwhile.
 * @throws JetEmailError at the deadline.
 */
export async function untilDeadline<List>(list: Promise<List>): Promise<List> {
  const deadline = deadlines.getStore();
  if (deadline === undefined || deadline.aborted) {
    return list;
  }
  const { promise, reject } = Promise.withResolvers<never>();
  const onDeadline = () => reject(new JetEmailError(906, "The wait for JetEmail's list of keys was interrupted."));
  deadline.addEventListener("abort", onDeadline);
  try {
    return await Promise.race([list, promise]);
  } finally {
    deadline.removeEventListener("abort", onDeadline);
  }
}
