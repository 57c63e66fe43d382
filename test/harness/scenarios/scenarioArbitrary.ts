import fc from "fast-check";
import { faultKind } from "../faults";
import { type ApiCall, FAULT_KINDS, type FaultKind } from "../simulator";
import type { Action, Operation, PlannedFault, ProgramEdit, Round, Scenario } from "./scenario";

/** How often each comes, relative to the others. */
type Weights<Name extends string> = Readonly<Partial<Record<Name, number>>>;

const EDITS: Weights<ProgramEdit["edit"]> = {
  ...{ quota: 4, rotate: 4, remove: 2, rename: 2, domains: 2, enabled: 2, move: 2, handOver: 2 },
  ...{ addKey: 7, addPair: 3, taint: 1 },
};
const ACTIONS: Weights<Action["action"]> = {
  ...{ create: 2, rotate: 2, createTwin: 1, rename: 1, delete: 1, disable: 1, quota: 1 },
};
const FAULTY_CALLS: Readonly<Record<Round["operation"], Weights<ApiCall>>> = {
  up: { create: 3, list: 2, change: 1, remove: 1, rotate: 1, domains: 1 },
  refresh: { list: 1 },
  destroy: { remove: 2, list: 1 },
};

/** Misleading answers are left out: no client could know what they hide. */
const KINDS = FAULT_KINDS.filter(({ answer }) => answer !== "misleading");

const choice = fixed(fc.nat(999));

const added = edits({ addKey: 3, addPair: 1 });
const edited = edits(EDITS);

const action: fc.Arbitrary<Action> = fc.record({
  action: weighted(ACTIONS),
  choice,
  target: weighted({ owned: 50, unmanaged: 45, any: 5 }),
  atRequest: fixed(fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 10 }))),
});

/** What fast-check generates, and shrinks by leaving parts out: choices, numbers and kinds stay as they are. */
export const scenarios: fc.Arbitrary<Scenario> = fc.noBias(
  fc.record({
    programs: fc.oneof(
      { withCrossShrink: true },
      { weight: 7, arbitrary: fc.tuple(list(added, 3, 5)) },
      { weight: 3, arbitrary: fc.tuple(list(added, 3, 5), list(added, 3, 5)) },
    ),
    teardown: list(roundOf("destroy", 0.3), 0, 2),
    rounds: list(
      fc.oneof({ weight: 85, arbitrary: roundOf("up", 0.5) }, { weight: 15, arbitrary: roundOf("refresh", 0.5) }),
      4,
      7,
    ),
  }),
);

function roundOf(operation: Round["operation"], actorFrequency: number): fc.Arbitrary<Round> {
  const edits = operation === "up" ? list(edited, 0, 4) : fc.constant([]);
  const both = fc.tuple(operationOf(0, edits), operationOf(1, edits));
  return fc.record({
    operation: fc.constant(operation),
    faults: list(faultOf(FAULTY_CALLS[operation]), 2, 6),
    actions: sometimes(actorFrequency, list(action, 1, 3)).map((actions) => actions ?? []),
    operations:
      operation === "destroy"
        ? both
        : fc.oneof(
            { weight: 70, arbitrary: both },
            { weight: 15, arbitrary: fc.tuple(operationOf(0, edits)) },
            { weight: 15, arbitrary: fc.tuple(operationOf(1, edits)) },
          ),
  });
}

function operationOf(stack: number, edits: fc.Arbitrary<readonly ProgramEdit[]>): fc.Arbitrary<Operation> {
  return fc.record({
    stack: fc.constant(stack),
    edits,
    parallel: fixed(fc.integer({ min: 4, max: 8 })),
    interruption: sometimes(
      0.32,
      fixed(
        fc.record({
          by: weighted({ kill: 25, cancel: 7 }),
          atRequest: fc.integer({ min: 1, max: 16 }),
          losesLastResult: fc.boolean(),
        }),
      ),
    ),
    retryHook: chance(0.15),
    plan: chance(0.25),
    wrongAccount: chance(0.25),
  });
}

function faultOf(calls: Weights<ApiCall>): fc.Arbitrary<PlannedFault> {
  const ofCall = (call: ApiCall) =>
    fc.record({
      call: fc.constant(call),
      kind: fc.constantFrom(...kindsFor(call)),
      skip: fc.nat(2),
      // Six are more than what is retried.
      count: weighted({ 1: 47, 2: 47, 6: 6 }).map(Number),
    });
  return fixed(
    fc
      .oneof(...Object.entries(calls).map(([call, weight]) => ({ weight, arbitrary: ofCall(call as ApiCall) })))
      .map(withSingleBlock),
  );
}

/** What hits whatever is called is among the kinds of one call alone: it would come far more often than the others. */
function kindsFor(call: ApiCall): string[] {
  const hitsAny = ({ fault }: FaultKind) => "blocksFrom" in fault && fault.blocksFrom === "the next request";
  const kinds = KINDS.filter((kind) => kind.calls.includes(call) && (call === "list" || !hitsAny(kind)));
  return kinds.map(({ name }) => name);
}

/** Each further block would only make the round wait once more; and what blocks from the start skips no request. */
function withSingleBlock(planned: PlannedFault): PlannedFault {
  const { fault } = faultKind(planned.kind);
  if (!("blocksFrom" in fault)) {
    return planned;
  }
  return { ...planned, count: 1, skip: fault.blocksFrom === "the next request" ? 0 : planned.skip };
}

function edits(weights: Weights<ProgramEdit["edit"]>): fc.Arbitrary<ProgramEdit> {
  return fc.record({ edit: weighted(weights), choice });
}

/** A list of a certain length, of which shrinking can still leave out every item. */
function list<Item>(item: fc.Arbitrary<Item>, minLength: number, maxLength: number): fc.Arbitrary<Item[]> {
  return fc
    .array(fc.option(item, { nil: undefined, freq: 1_000_000 }), { minLength, maxLength, size: "max" })
    .map((items) => items.filter((each) => each !== undefined));
}

/** A value that shrinking can leave out. */
function sometimes<Value>(frequency: number, value: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> {
  return fc.oneof(
    { withCrossShrink: true },
    { weight: Math.round((1 - frequency) * 100), arbitrary: fc.constant(undefined) },
    { weight: Math.round(frequency * 100), arbitrary: value },
  );
}

function chance(frequency: number): fc.Arbitrary<boolean> {
  return sometimes(frequency, fc.constant(true)).map((isSo) => isSo ?? false);
}

function weighted<Name extends string | number>(weights: Readonly<Partial<Record<Name, number>>>): fc.Arbitrary<Name> {
  const options = Object.entries(weights) as [Name, number][];
  return fixed(fc.oneof(...options.map(([name, weight]) => ({ weight, arbitrary: fc.constant(name) }))));
}

function fixed<Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<Value> {
  return fc.noShrink(value);
}
