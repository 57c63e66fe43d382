import type { Simulator } from "../../test/harness/simulator";
import type { Operation } from "./operations";
import type { Usage } from "./processes";

/** The settings of the keys, by logical name. */
export type Keys = Record<string, { approvedDomains: string[]; quota: number; rotationTrigger?: string }>;

export interface Timing extends Usage {
  readonly seconds: number;
}

/** A system under test, with its own account, which has no keys at first. */
export interface Subject {
  readonly simulator: Simulator;
  /** Whether the keys are really created at JetEmail. */
  readonly isReal: boolean;
  /** @param operation one that the system has. */
  perform(operation: Operation, keys: Keys): Promise<Timing>;
  /** The size of the single state file of Pulumi's file backend, if there is one. */
  readonly stateBytes: number | undefined;
  close(): Promise<void>;
}
