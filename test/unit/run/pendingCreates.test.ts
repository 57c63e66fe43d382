import type { Operation } from "../../../provider/jetemail/http/operation";
import { currentOperation } from "../../../provider/jetemail/http/operation";
import { PendingCreates } from "../../../provider/run/pendingCreates";

/** Starts a create. @returns the operation that it is, and what ends it. */
function begin(creates: PendingCreates): { operation: Operation; end: () => Promise<void> } {
  const { promise, resolve } = Promise.withResolvers<void>();
  let operation: Operation | undefined;
  const ended = creates.track(() => {
    operation = currentOperation();
    return promise;
  });
  return {
    operation: operation as Operation,
    end: () => {
      resolve();
      return ended;
    },
  };
}

describe("shouldWait", () => {
  let creates: PendingCreates;
  beforeEach(() => {
    creates = new PendingCreates();
  });

  test("is true until every create in progress shares the list", async () => {
    const begun = [begin(creates), begin(creates), begin(creates)];
    const [one, two, three] = begun.map(({ operation }) => operation) as [Operation, Operation, Operation];
    expect(creates.shouldWait(new Set([one, two]))).toBe(true);
    expect(creates.shouldWait(new Set([one, two, three]))).toBe(false);
    await begun[2]?.end();
    expect(creates.shouldWait(new Set([one, two]))).toBe(false);
  });

  test("is true while the engine is about to call for more, up to as many as it has called for at once", async () => {
    creates.expect();
    creates.expect();
    creates.expect();
    const [first, second] = [begin(creates), begin(creates)];
    await first.end();
    expect(creates.shouldWait(new Set([second.operation]))).toBe(true);
    const third = begin(creates);
    expect(creates.shouldWait(new Set([second.operation, third.operation]))).toBe(false);
  });

  test("is false when no more creates are expected, counting one that failed as over", async () => {
    creates.expect();
    const create = begin(creates);
    creates.expect();
    await expect(creates.track(() => Promise.reject(new Error("refused")))).rejects.toThrow("refused");
    expect(creates.shouldWait(new Set([create.operation]))).toBe(false);
  });

  test("does not wait for a create that the rate limit holds back", () => {
    const [waiting, held] = [begin(creates), begin(creates)];
    held.operation.isHeld = true;
    expect(creates.shouldWait(new Set([waiting.operation]))).toBe(false);
  });
});
