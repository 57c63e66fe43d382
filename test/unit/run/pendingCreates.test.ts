import { PendingCreates } from "../../../provider/run/pendingCreates";

/** Starts a create. @returns ends it. */
function begin(creates: PendingCreates): () => Promise<void> {
  let end = () => {};
  const ended = creates.track(
    () =>
      new Promise<void>((resolve) => {
        end = resolve;
      }),
  );
  return () => {
    end();
    return ended;
  };
}

describe("shouldWait", () => {
  test("is true until half of the peak concurrency is waiting", async () => {
    const creates = new PendingCreates();
    for (let declared = 0; declared < 5; declared++) {
      creates.expect();
    }
    const ends = [begin(creates), begin(creates), begin(creates), begin(creates)];
    await ends[0]?.();
    expect([1, 2].map((waiting) => creates.shouldWait(waiting))).toEqual([true, false]);
  });

  test("is false when no more creates are expected, counting one that failed as over", async () => {
    const creates = new PendingCreates();
    expect(creates.shouldWait(0)).toBe(false);
    creates.expect();
    creates.expect();
    const ends = [begin(creates), begin(creates), begin(creates)];
    expect(creates.shouldWait(1)).toBe(false);
    creates.expect();
    await expect(creates.track(() => Promise.reject(new Error("refused")))).rejects.toThrow("refused");
    expect(creates.shouldWait(1)).toBe(false);
    await Promise.all(ends.map((end) => end()));
  });
});
