import { JetEmailError } from "../../errors/jetEmailError";
import type { Demand, Pace } from "./accountUsage";
import type { Operation } from "./operation";
import type { Method } from "./requestHandler";
import { timeOfDay } from "./timeOfDay";

/** How a client of an account keeps to the rate limit. */
export interface RateLimitSettings {
  readonly requestsPerMinute: number;
  /** How many requests may be in flight. */
  readonly concurrency: number;
  /** Ends all waiting. */
  readonly signal?: AbortSignal | undefined;
  /** Called when a request first has to wait for the budget. @param delay for how long, in milliseconds. */
  readonly onPacing?: ((pace: Pace, delay: number) => void) | undefined;
  /** Called when requests have to wait because JetEmail refuses them. */
  readonly onBlock?: ((block: Block) => void) | undefined;
}

/** A time in which JetEmail refuses all requests of an account. */
export interface Block {
  readonly until: Date;
  /** Whether it lasts a few seconds at most. */
  readonly isShort: boolean;
}

/** A request that is to be sent, or requests that are to be kept free for an operation. */
export interface Turn {
  readonly method: Method;
  readonly path: string;
  readonly operation: Operation;
  /** The operations that share the response, as they are when the request leaves. @default the operation alone */
  readonly sharers?: ReadonlySet<Operation> | undefined;
  /** Called when the request leaves. */
  readonly onSend?: (() => void) | undefined;
  /** See `RequestOptions`. */
  readonly dispensable?: AbortSignal | undefined;
}

/** When a request was sent, and the operations that had kept it free. */
export interface Grant {
  readonly sentAt: number;
  readonly users: readonly Operation[];
}

export interface Waiter extends Turn {
  readonly settings: RateLimitSettings;
  readonly signal: AbortSignal | undefined;
  /** Whether a request is to be sent. */
  readonly isRequest: boolean;
  /** How many requests to keep free, beside the one that is to be sent. */
  reserve: number;
  readonly resolve: (grant: Grant) => void;
  readonly reject: (error: Error) => void;
  /** By the machine's clock. */
  blockedSince?: number | undefined;
}

/** What a waiter takes of the budget. */
export function demandOf(waiter: Waiter): Demand {
  const { isRequest, reserve, settings } = waiter;
  return {
    isRequest,
    reserve: isRequest && reserve === 0 ? -withReserve(waiter).length : reserve,
    limit: settings.requestsPerMinute,
  };
}

/** The operations that a response is for. */
export function sharersOf({ operation, sharers }: Turn): Operation[] {
  return sharers ? [...sharers] : [operation];
}

/** The operations whose reserve a request uses. */
export function withReserve(turn: Turn): Operation[] {
  return sharersOf(turn).filter(({ reserved }) => reserved > 0);
}

/** Whether it is of no use once its signal has aborted: nobody would record what it did, or it can be done without. */
export function endsWithSignal({ method, dispensable }: Turn): boolean {
  return method === "POST" || dispensable !== undefined;
}

export function blockedTooLong({ method, path }: Turn, delay: number): JetEmailError {
  return new JetEmailError(
    303,
    `JetEmail has blocked all API calls of this account until ${timeOfDay(new Date(Date.now() + delay))} (status 429), longer than an operation waits. ${method} ${path} was not sent.`,
  );
}
