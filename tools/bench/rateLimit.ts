import { PUBLISHED_RATE_LIMIT, type SimulatorOptions } from "../../test/harness/simulator";
import type { Measurement } from "./life";
import { METHODS } from "./operations";
import type { Options } from "./options";

/** What every system is measured under. */
export interface Conditions {
  /** How the simulated JetEmail answers. */
  readonly simulator: SimulatorOptions;
  /** Settings of this package's provider. */
  readonly env: Readonly<Record<string, string>>;
}

/** The requests that the provider sends in a minute by default. */
const DEFAULT_BUDGET = 200;

/** The highest setting: the provider never waits. */
const UNLIMITED = "100000";

/** With `--rate-limit`, JetEmail's published limit and the provider's default; otherwise neither of them limits anything. */
export function conditionsOf({ latencyMs, rateLimit }: Pick<Options, "latencyMs" | "rateLimit">): Conditions {
  return rateLimit
    ? { simulator: { latencyMs, ...PUBLISHED_RATE_LIMIT }, env: {} }
    : { simulator: { latencyMs }, env: { JETEMAIL_REQUESTS_PER_MINUTE: UNLIMITED } };
}

/** The seconds after which JetEmail has forgotten an operation's requests. */
export function secondsUntilForgotten({ blocks }: Pick<Measurement, "blocks">): number {
  return blocks > 0 ? PUBLISHED_RATE_LIMIT.blockFor : 60;
}

/** The requests of an operation. */
export function requestsOf({ calls }: Pick<Measurement, "calls">): number {
  return METHODS.reduce((sum, method) => sum + calls[method], 0);
}

/** The requests of an operation as a share of those that the provider may send in that time: the budget of each minute begun. */
export function shareOfBudget(measured: Pick<Measurement, "calls" | "seconds">): number {
  return requestsOf(measured) / (DEFAULT_BUDGET * (1 + Math.floor(measured.seconds / 60)));
}
