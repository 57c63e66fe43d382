import { setTimeout as sleep } from "node:timers/promises";
import { poll } from "../../../provider/run/polling";

jest.mock("node:timers/promises");

const DELAYS = { baseDelay: 100, maxDelay: 400 };
const slept = jest.mocked(sleep);

/** The clock goes on while `poll` sleeps, and then only. */
beforeEach(() => {
  let now = 0;
  jest.spyOn(performance, "now").mockImplementation(() => now);
  slept.mockReset().mockImplementation(async (delay = 0) => {
    now += delay;
    return undefined as never;
  });
});

afterEach(() => {
  jest.restoreAllMocks();
});

async function count(polling: AsyncGenerator<void>, then: (times: number) => void = () => {}): Promise<number> {
  let times = 0;
  for await (const _ of polling) {
    then(++times);
  }
  return times;
}

const delays = () => slept.mock.calls.map(([delay]) => delay);

test("yields at once, and after delays that double up to the longest, until the time is over", async () => {
  expect(await count(poll(1_500, DELAYS))).toBe(6);
  expect(delays()).toEqual([100, 200, 400, 400, 400]);
});

test.each([0, 99])("yields once when there is no time for a delay: %d ms", async (timeout) => {
  expect(await count(poll(timeout, DELAYS))).toBe(1);
  expect(slept).not.toHaveBeenCalled();
});

test("waits no longer than the caller goes on", async () => {
  for await (const _ of poll(1_500, DELAYS)) {
    break;
  }
  expect(slept).not.toHaveBeenCalled();
});

describe("after an interruption", () => {
  test("before a delay, yields no more", async () => {
    const controller = new AbortController();
    expect(await count(poll(1_500, DELAYS, controller.signal), () => controller.abort())).toBe(1);
    expect(slept).not.toHaveBeenCalled();
  });

  test("during a delay, which it ends, yields no more", async () => {
    const controller = new AbortController();
    slept.mockImplementation(async (_delay, _value, options) => {
      controller.abort();
      options?.signal?.throwIfAborted();
      return undefined as never;
    });
    expect(await count(poll(1_500, DELAYS, controller.signal))).toBe(1);
    expect(slept).toHaveBeenCalledTimes(1);
  });
});
