import fc from "fast-check";
import { FAULT_KINDS, type Mishap } from "./life";
import type { Fault } from "./simulator";

/** What may happen to a resource whose program goes on declaring it. */
export type Step =
  | { readonly kind: "update"; readonly newTrigger: boolean; readonly quota: number; readonly mishap: Mishap }
  | { readonly kind: "period"; readonly days: number }
  | { readonly kind: "dashboard" }
  | { readonly kind: "refresh"; readonly mishap: Mishap };

const fault: fc.Arbitrary<Fault> = fc
  .record({ effect: fc.constantFrom(...FAULT_KINDS), skip: fc.nat(4), count: fc.integer({ min: 1, max: 4 }) })
  .map(({ effect, ...target }) => ({ ...effect, ...target }) as Fault);

const mishap: fc.Arbitrary<Mishap> = fc.record({
  fault: fc.option(fault, { nil: undefined }),
  crash: fc.oneof({ arbitrary: fc.constant(false), weight: 3 }, { arbitrary: fc.constant(true), weight: 1 }),
});

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    arbitrary: fc.record({
      kind: fc.constant("update" as const),
      newTrigger: fc.boolean(),
      quota: fc.nat(1),
      mishap,
    }),
    weight: 6,
  },
  { arbitrary: fc.record({ kind: fc.constant("period" as const), days: fc.constantFrom(1, 9, 11, 35) }), weight: 2 },
  { arbitrary: fc.constant({ kind: "dashboard" as const }), weight: 1 },
  {
    arbitrary: fc.record({
      kind: fc.constant("refresh" as const),
      mishap: fc.record({ fault: fc.option(fault, { nil: undefined }) }),
    }),
    weight: 2,
  },
);

/** A life: how JetEmail writes its list, how the looks at the list at the creation go, and what comes then. */
export const lives = fc.record({
  dialect: fc.constantFrom("current" as const, "older" as const),
  creation: fc.option(
    fc
      .record({ effect: fc.constantFrom(...FAULT_KINDS), skip: fc.nat(2) })
      .map(({ effect, skip }) => ({ ...effect, skip, method: "GET" }) as Fault),
    { nil: undefined },
  ),
  rotateAfterDays: fc.constantFrom(undefined, 10),
  steps: fc.array(step, { minLength: 1, maxLength: 12 }),
});

/**
 * Moves the clock of everything in this process; timers go on as they are. It never goes back, not even between two
 * tests: what hands out each instant once would go on from the latest.
 */
export function useClock(): { pass(days: number): void } {
  const DAY = 24 * 60 * 60 * 1000;
  let now = Date.UTC(2026, 0, 2);
  beforeEach(() => {
    jest.useFakeTimers({ now, doNotFake: REAL });
  });
  afterEach(() => {
    now = Date.now() + DAY;
    jest.useRealTimers();
  });
  return { pass: (days) => jest.setSystemTime(Date.now() + days * DAY) };
}

const REAL = [
  ...(["hrtime", "nextTick", "performance", "queueMicrotask", "setImmediate", "clearImmediate"] as const),
  ...(["setInterval", "clearInterval", "setTimeout", "clearTimeout"] as const),
];

export type LifeCase = typeof lives extends fc.Arbitrary<infer Case> ? Case : never;
