import { Clock } from "../../../provider/run/clock";

afterEach(() => {
  jest.restoreAllMocks();
});

test("never returns the same instant twice, even if the system's clock stands still or goes back", () => {
  const clock = new Clock();
  const system = jest.spyOn(Date, "now");
  const instants = [1_000, 1_000, 1_000, 500, 2_000].map((now) => {
    system.mockReturnValue(now);
    return clock.now();
  });
  expect(instants.map(Date.parse)).toEqual([1_000, 1_001, 1_002, 1_003, 2_000]);
  expect(instants[0]).toBe("1970-01-01T00:00:01.000Z");
});

test("knows how far it is ahead of JetEmail's, as the last response has shown it", () => {
  const clock = new Clock();
  expect(clock.lead).toBe(0);
  jest.spyOn(Date, "now").mockReturnValue(10_000);
  clock.compare(4_000);
  expect(clock.lead).toBe(6_000);
  clock.compare(11_000);
  expect(clock.lead).toBe(-1_000);
});
