import type { Simulator } from "../../test/harness/simulator";
import type { Operation } from "./operations";
import type { Usage } from "./processes";

/** Settings of the keys, by logical name. */
export type Keys = Record<string, { approvedDomains: string[]; quota: number }>;

export interface Timing extends Usage {
  readonly seconds: number;
}

/** One system with an account of its own that starts without keys. */
export interface Subject {
  readonly simulator: Simulator;
  /** Whether the keys are made at JetEmail at all. */
  readonly isReal: boolean;
  /** @returns nothing where there is nothing to do. */
  perform(operation: Operation, keys: Keys): Promise<Timing | undefined>;
  /** The size of the one file that Pulumi's file backend keeps, if it does. */
  readonly stateBytes: number | undefined;
  close(): Promise<void>;
}
