const DAY = 24 * 60 * 60 * 1000;

const REAL_TIMERS = [
  ...(["hrtime", "nextTick", "performance", "queueMicrotask", "setImmediate", "clearImmediate"] as const),
  ...(["setInterval", "clearInterval", "setTimeout", "clearTimeout"] as const),
];

/**
 * Moves the clock of everything in this process; timers go on as they are. The clock never goes back, not even between
 * two tests: what hands out each instant only once would go on from the latest.
 */
export function useClock(): { pass(days: number): void } {
  let now = Date.UTC(2026, 0, 2);
  beforeEach(() => {
    jest.useFakeTimers({ now, doNotFake: REAL_TIMERS });
  });
  afterEach(() => {
    now = Date.now() + DAY;
    jest.useRealTimers();
  });
  return { pass: (days) => jest.setSystemTime(Date.now() + days * DAY) };
}
