import { type CallName, FAULT_KINDS, type PlannedFault } from "./faultKinds";
import { Random } from "./random";

/**
 * A life of one or two stacks in one account, planned from its seed before it begins. All of it is plain data, in which
 * choices are numbers that are read modulo what there is to choose from: so parts of it can be left out, and the rest
 * still is a life.
 */
export interface Plan {
  readonly seed: number;
  readonly stacks: 1 | 2;
  /** How the stacks begin. */
  readonly start: readonly ProgramEdit[];
  readonly rounds: readonly Round[];
  /** Rounds of `destroy`, after the stacks were found whole. */
  readonly end: readonly Round[];
}

/** One operation on each of some stacks, at the same time. */
export interface Round {
  readonly faults: readonly PlannedFault[];
  readonly meddling: readonly Meddling[];
  readonly operations: readonly Operation[];
}

export interface Operation {
  readonly stack: number;
  readonly kind: "up" | "refresh" | "destroy";
  readonly edits: readonly ProgramEdit[];
  /** How many calls are under way at once. */
  readonly parallel: number;
  /** The request of this round at whose answer the provider process is killed or told to stop. */
  readonly killAt?: number;
  readonly cancelAt?: number;
  /** Whether the kill takes the last result along that had arrived. */
  readonly losesLast: boolean;
  /** Whether the program has an error hook that asks to try once more. */
  readonly hook: boolean;
}

export type ProgramEdit =
  | {
      readonly do: "add";
      readonly stack: number;
      readonly pair: boolean;
      readonly name: number;
      readonly choice: number;
    }
  | { readonly do: "remove" | "rename" | "quota" | "domains" | "switch" | "rotate" | "move"; readonly choice: number };

export interface Meddling {
  readonly do: "create" | "twin" | "rotate" | "rename" | "delete" | "disable" | "quota";
  readonly choice: number;
  /** Whose key: one of a stack, one of its own, or any that there is. */
  readonly whose: "held" | "own" | "any";
  /** The request of the round at whose answer it happens; 0 is before the round. */
  readonly at: number;
}

const CHANGES = ["remove", "rename", "quota", "quota", "domains", "switch", "rotate", "rotate", "move"] as const;
const MEDDLINGS = ["create", "create", "twin", "rotate", "rotate", "rename", "delete", "disable", "quota"] as const;

export function planOf(seed: number): Plan {
  const random = new Random(seed);
  const stacks = random.chance(0.3) ? 2 : 1;
  return {
    seed,
    stacks,
    start: random.times(stacks * random.between(3, 5), (index) => addition(random, index % stacks)),
    rounds: random.times(random.between(4, 7), () => roundOf(random, stacks)),
    end: random.times(random.between(0, 2), () => ({
      faults: faultsOf(random, ["remove", "remove", "list"]),
      meddling: random.chance(0.3) ? [meddlingOf(random)] : [],
      operations: random.times(stacks, (stack) => operationOf(random, stack, "destroy", stacks)),
    })),
  };
}

function roundOf(random: Random, stacks: number): Round {
  const kind = random.chance(0.15) ? "refresh" : "up";
  const struck: CallName[] =
    kind === "refresh" ? ["list"] : ["create", "create", "create", "list", "list", "change", "remove", "rotate"];
  const both = random.chance(0.7);
  const first = random.below(stacks);
  return {
    faults: faultsOf(random, struck),
    meddling: random.chance(0.5) ? random.times(random.between(1, 3), () => meddlingOf(random)) : [],
    operations: random.times(both ? stacks : 1, (index) => operationOf(random, (first + index) % stacks, kind, stacks)),
  };
}

function operationOf(random: Random, stack: number, kind: Operation["kind"], stacks: number): Operation {
  const end = random.next();
  const at = random.between(1, 8 * stacks);
  return {
    stack,
    kind,
    edits: kind === "up" ? random.times(random.between(0, 4), () => editOf(random, stack)) : [],
    parallel: random.between(4, 8),
    ...(end < 0.25 ? { killAt: at } : end < 0.32 ? { cancelAt: at } : {}),
    losesLast: random.chance(0.5),
    hook: random.chance(0.15),
  };
}

function faultsOf(random: Random, struck: readonly CallName[]): PlannedFault[] {
  const kinds = Object.keys(FAULT_KINDS);
  return random.times(random.between(2, 6), () => {
    const call = random.of(struck);
    // What is only read cannot have been done.
    const kind = random.of(call === "list" ? kinds.filter((each) => !each.startsWith("done")) : kinds);
    const isExhausting = random.chance(0.06);
    return { kind, call, skip: random.between(0, 2), count: isExhausting ? 6 : random.between(1, 2) };
  });
}

function addition(random: Random, stack: number): ProgramEdit {
  return { do: "add", stack, pair: random.chance(0.25), name: random.below(100), choice: random.below(1000) };
}

function editOf(random: Random, stack: number): ProgramEdit {
  return random.chance(0.35) ? addition(random, stack) : { do: random.of(CHANGES), choice: random.below(1000) };
}

function meddlingOf(random: Random): Meddling {
  const whose = random.next();
  return {
    do: random.of(MEDDLINGS),
    choice: random.below(1000),
    whose: whose < 0.5 ? "held" : whose < 0.95 ? "own" : "any",
    at: random.chance(0.5) ? 0 : random.between(1, 10),
  };
}
