import { PendingCreates } from "../../../provider/run/pendingCreates";

/** A create that the test ends. */
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

test("creates wait to share a list until half of the peak concurrency is waiting", async () => {
  const creates = new PendingCreates();
  for (let declared = 0; declared < 5; declared++) {
    creates.expect();
  }
  const ends = [begin(creates), begin(creates), begin(creates), begin(creates)];
  await ends[0]?.();
  expect([1, 2].map((waiting) => creates.shouldWait(waiting))).toEqual([true, false]);
});

test("no create waits unless more are expected, and one that fails is over", async () => {
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
