import { isClean } from "./findings";
import { type Life, live } from "./life";
import type { Plan, Round } from "./plan";

/** How many shorter lives are tried at most, and how many at once. */
const MOST = 60;
const AT_ONCE = 6;

/**
 * Leaves out of a failed life what it fails without: rounds, faults, meddling, edits, kills. What depends on the order
 * in which answers arrive may fail in one try and not in the next: then the part stays.
 * @returns the shortest life that failed.
 */
export async function shrink(failed: Life): Promise<Life> {
  let shortest = failed;
  let candidates = shorterThan(shortest.plan);
  for (let tried = 0; tried < MOST; tried += AT_ONCE) {
    const plans = [...take(candidates, AT_ONCE)];
    if (plans.length === 0) {
      break;
    }
    const lives = await Promise.all(plans.map((plan) => live(plan)));
    const shorter = lives.find(({ findings }) => !isClean(findings));
    if (shorter) {
      shortest = shorter;
      candidates = shorterThan(shortest.plan);
    }
  }
  return shortest;
}

function* take<Item>(items: Iterator<Item>, count: number): Generator<Item> {
  for (let left = count; left > 0; left--) {
    const { done, value } = items.next();
    if (done) {
      return;
    }
    yield value;
  }
}

function* shorterThan(plan: Plan): Generator<Plan> {
  if (plan.end.length > 0) {
    yield { ...plan, end: [] };
  }
  for (const rounds of without(plan.rounds)) {
    yield { ...plan, rounds };
  }
  for (const start of without(plan.start)) {
    yield { ...plan, start };
  }
  for (const [index, round] of plan.rounds.entries()) {
    for (const shorter of shorterRounds(round)) {
      yield { ...plan, rounds: plan.rounds.with(index, shorter) };
    }
  }
}

function* shorterRounds(round: Round): Generator<Round> {
  if (round.meddling.length > 0) {
    yield { ...round, meddling: [] };
  }
  for (const faults of without(round.faults)) {
    yield { ...round, faults };
  }
  for (const operations of without(round.operations)) {
    yield { ...round, operations };
  }
  for (const [index, operation] of round.operations.entries()) {
    const { killAt, cancelAt, ...rest } = operation;
    if (killAt !== undefined || cancelAt !== undefined) {
      yield { ...round, operations: round.operations.with(index, rest) };
    }
    for (const edits of without(operation.edits)) {
      yield { ...round, operations: round.operations.with(index, { ...operation, edits }) };
    }
  }
}

/** The list without each of its items, the last ones first. */
function* without<Item>(items: readonly Item[]): Generator<Item[]> {
  for (let index = items.length - 1; index >= 0; index--) {
    yield items.toSpliced(index, 1);
  }
}
