import { WAITS } from "../../../provider/run/waits";

test("a wait for the list has time for several lists, and the promised 30 seconds are the longest", () => {
  const { baseDelay, maxDelay, listing, delisting, lostResponse, pendingRequest } = WAITS;
  for (const wait of [listing, delisting, lostResponse, pendingRequest]) {
    expect(wait).toBeGreaterThanOrEqual(3 * baseDelay);
    expect(wait).toBeLessThanOrEqual(30_000);
  }
  expect(maxDelay).toBeGreaterThan(baseDelay);
});
