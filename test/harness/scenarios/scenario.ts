import type { ApiCall } from "../simulator";

/**
 * What happens to one or two stacks in one account. All of it is plain data, in which choices are numbers that are taken
 * modulo what there is to choose from, so that a shrunk scenario, of which parts are left out, can be run as well.
 */
export interface Scenario {
  /** The edits that each stack's program starts with. */
  readonly programs: readonly (readonly ProgramEdit[])[];
  readonly rounds: readonly Round[];
  /** Rounds of `destroy`, after the stacks have converged. */
  readonly teardown: readonly Round[];
}

/** One operation on each of some stacks, at the same time. */
export interface Round {
  readonly operation: "up" | "refresh" | "destroy";
  readonly faults: readonly PlannedFault[];
  readonly actions: readonly Action[];
  /** One for each stack that takes part. */
  readonly operations: readonly Operation[];
}

export interface Operation {
  /** Modulo the number of stacks. */
  readonly stack: number;
  readonly edits: readonly ProgramEdit[];
  /** How many calls may be in progress at once. */
  readonly parallel: number;
  readonly interruption: Interruption | undefined;
  /** Whether the program has an error hook that asks to try once more. */
  readonly retryHook: boolean;
  /** Whether a plan is saved first, from which the update must not differ. */
  readonly plan: boolean;
  /** Whether a refresh or a destroy runs with the account key of another, empty account. */
  readonly wrongAccount: boolean;
}

export interface Interruption {
  readonly by: "kill" | "cancel";
  /** The request of this round at whose answer it happens, from 1 to 16; with one stack, modulo 8. */
  readonly atRequest: number;
  /** Whether a kill also loses the last result that arrived. */
  readonly losesLastResult: boolean;
}

/** A kind of fault, and which of the requests to one call it hits. */
export interface PlannedFault {
  readonly kind: string;
  readonly call: ApiCall;
  readonly skip: number;
  readonly count: number;
}

export interface ProgramEdit {
  readonly edit:
    | "addKey"
    | "addPair"
    | "remove"
    | "rename"
    | "quota"
    | "domains"
    | "enabled"
    | "rotate"
    | "move"
    | "handOver"
    | "taint";
  readonly choice: number;
}

/** What a concurrent actor does: a colleague in the dashboard, or another tool. */
export interface Action {
  readonly action: "create" | "createTwin" | "rotate" | "rename" | "delete" | "disable" | "quota";
  readonly choice: number;
  /** Which keys it may be: a stack's, the actor's own, or any. */
  readonly target: "owned" | "unmanaged" | "any";
  /** The request of the round at whose answer it happens; 0 is before the round. */
  readonly atRequest: number;
}
