import { Creates } from "../../../provider/run/pendingCreates";

/** A create that the test ends. */
function begin(creates: Creates): () => Promise<void> {
  let end = () => {};
  const ended = creates.run(
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

test("creates wait for others until half of those that ever were under way at once wait", async () => {
  const creates = new Creates();
  for (let declared = 0; declared < 5; declared++) {
    creates.announce();
  }
  const ends = [begin(creates), begin(creates), begin(creates), begin(creates)];
  await ends[0]?.();
  expect([1, 2].map((waiting) => creates.mayWait(waiting))).toEqual([true, false]);
});

test("nothing waits for creates that nobody announced, and a failed one counts as done", async () => {
  const creates = new Creates();
  expect(creates.mayWait(0)).toBe(false);
  creates.announce();
  creates.announce();
  const ends = [begin(creates), begin(creates), begin(creates)];
  expect(creates.mayWait(1)).toBe(false);
  creates.announce();
  await expect(creates.run(() => Promise.reject(new Error("refused")))).rejects.toThrow("refused");
  expect(creates.mayWait(1)).toBe(false);
  await Promise.all(ends.map((end) => end()));
});
