import { AsyncLocalStorage } from "node:async_hooks";
import { JetEmailError } from "../../errors/jetEmailError";

/** An operation on a resource, as the rate limit and an interruption affect all its requests. */
export class Operation {
  /** How many requests the rate limiter keeps free for it. */
  reserved = 0;
  /** How long it has waited for JetEmail to end a block, in milliseconds. */
  blockedFor = 0;
  /** Whether the rate limit holds it back. */
  isHeld = false;
  /** Whether a POST of it was answered, so that it may have a token that is saved nowhere. */
  hasToken = false;
  /** Ends its wait for a response that it shares. */
  abandon: ((error: Error) => void) | undefined;
  /** Called once the operation has ended. */
  onEnd = () => {};

  /** @param interruption aborts at the operation's own deadline, and when the whole run is interrupted. */
  constructor(readonly interruption?: AbortSignal) {}
}

const operations = new AsyncLocalStorage<Operation | undefined>();

export function currentOperation(): Operation | undefined {
  return operations.getStore();
}

/**
 * Runs an operation on a resource. Inside another one, it is part of that.
 * @param deadline ends the waiting of this operation alone.
 */
export async function inOperation<Result>(
  task: (operation: Operation) => Promise<Result>,
  deadline?: AbortSignal,
): Promise<Result> {
  const outer = currentOperation();
  if (outer) {
    return task(outer);
  }
  const operation = new Operation(deadline);
  try {
    return await operations.run(operation, task, operation);
  } finally {
    operation.onEnd();
  }
}

/** Runs what several operations share, so that the deadline of one of them does not fail it for the others. */
export function outsideOperation<Result>(task: () => Result): Result {
  return operations.run(undefined, task);
}

/** @returns what ends the waiting of this call. @param run aborts when the whole run is interrupted. */
export function interruptionOf(run: AbortSignal | undefined): AbortSignal | undefined {
  return currentOperation()?.interruption ?? run;
}

/**
 * Waits for a response that several operations share, until the deadline of this one. One that is asked for after it is
 * waited for, unless the rate limit holds it back: it has the uuid of a key that the operation has created meanwhile.
 * @throws JetEmailError at the deadline, and if the operation would wait for a block for too long.
 */
export async function untilDeadline<Response>(response: Promise<Response>): Promise<Response> {
  const operation = currentOperation();
  if (!operation) {
    return response;
  }
  const { promise, reject } = Promise.withResolvers<never>();
  const deadline = operation.interruption;
  const onDeadline = () => reject(waitInterrupted());
  deadline?.addEventListener("abort", onDeadline);
  operation.abandon = reject;
  try {
    return await Promise.race([response, promise]);
  } finally {
    deadline?.removeEventListener("abort", onDeadline);
    operation.abandon = undefined;
  }
}

export function waitInterrupted(): JetEmailError {
  return new JetEmailError(906, "The wait for JetEmail's list of keys was interrupted.");
}
