import fc from "fast-check";
import { API_CALLS, FAULT_KINDS, type Fault, type FaultKind } from "../simulator";
import type { Failure } from "./singleResource";

/** What may happen to a resource that stays declared. */
export type Step =
  | { readonly kind: "update"; readonly newTrigger: boolean; readonly quota: number; readonly failure: Failure }
  | { readonly kind: "time"; readonly days: number }
  | { readonly kind: "dashboard rotation" }
  | { readonly kind: "refresh"; readonly failure: Failure };

/** The kinds of faults that are over at once and of which a client learns by the answer. */
export const IMMEDIATE_FAULT_KINDS: readonly FaultKind[] = FAULT_KINDS.filter(
  ({ fault }) => !("delayMs" in fault) && !("blocksFrom" in fault),
);

const kindsOfAnyCall = IMMEDIATE_FAULT_KINDS.filter(({ calls }) => calls.length > 1);
const kindsOfList = IMMEDIATE_FAULT_KINDS.filter(({ calls }) => calls.includes("list"));

const fault: fc.Arbitrary<Fault> = fc
  .record({ kind: fc.constantFrom(...kindsOfAnyCall), skip: fc.nat(4), count: fc.integer({ min: 1, max: 4 }) })
  .map(({ kind, ...target }) => ({ ...kind.fault, ...target }));

const failure: fc.Arbitrary<Failure> = fc.record({
  fault: fc.option(fault, { nil: undefined }),
  crash: fc.oneof({ arbitrary: fc.constant(false), weight: 3 }, { arbitrary: fc.constant(true), weight: 1 }),
});

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    arbitrary: fc.record({
      kind: fc.constant("update" as const),
      newTrigger: fc.boolean(),
      quota: fc.nat(1),
      failure,
    }),
    weight: 6,
  },
  { arbitrary: fc.record({ kind: fc.constant("time" as const), days: fc.constantFrom(1, 9, 11, 35) }), weight: 2 },
  { arbitrary: fc.constant({ kind: "dashboard rotation" as const }), weight: 1 },
  {
    arbitrary: fc.record({
      kind: fc.constant("refresh" as const),
      failure: fc.record({ fault: fc.option(fault, { nil: undefined }) }),
    }),
    weight: 2,
  },
);

/** How JetEmail writes its list, what happens to the list calls of the creation, and the steps after it. */
export const resourceScenarios = fc.record({
  dialect: fc.constantFrom("current" as const, "older" as const),
  creation: fc.option(
    fc
      .record({ kind: fc.constantFrom(...kindsOfList), skip: fc.nat(2) })
      .map(({ kind, skip }): Fault => ({ ...API_CALLS.list, ...kind.fault, skip })),
    { nil: undefined },
  ),
  rotateAfterDays: fc.constantFrom(undefined, 10),
  steps: fc.array(step, { minLength: 1, maxLength: 12 }),
});

export type ResourceScenario = typeof resourceScenarios extends fc.Arbitrary<infer Value> ? Value : never;
