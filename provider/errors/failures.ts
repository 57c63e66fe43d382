import { ApiError } from "./apiError";
import { NetworkError } from "./networkError";
import { ProxyError } from "./proxyError";
import { ResponseError } from "./responseError";

/** What became, at JetEmail, of a request that failed. */
export type Outcome =
  /** Nothing left this machine. */
  | "not sent"
  /** JetEmail said no, and did nothing. */
  | "refused"
  /** It was done, or it was not. */
  | "unknown"
  /** The connection or the waiting ended first: it may be done at any moment. */
  | "may still happen";

interface Failure {
  readonly outcome: Outcome;
  /** Whether the same request may succeed a moment later. */
  readonly isTransient: boolean;
  /**
   * Whether JetEmail may mean that it does not know the token in the request. Its reference does not say how it answers
   * then, so this is a reason to look at the list, never a verdict.
   */
  readonly mayMeanUnknownToken: boolean;
}

function failure(outcome: Outcome, isTransient: boolean, mayMeanUnknownToken = false): Failure {
  return { outcome, isTransient, mayMeanUnknownToken };
}

/** The first row counts that a response's status is in. A 2xx is here if it says `"success": false`. */
const BY_STATUS: readonly (readonly [from: number, to: number, Failure])[] = [
  //          outcome, transient, may mean an unknown token
  [200, 299, failure("unknown", false, true)],
  [300, 399, failure("refused", false)],
  [401, 401, failure("refused", false)],
  [403, 403, failure("refused", false)],
  [408, 408, failure("may still happen", false)],
  [429, 429, failure("refused", true)],
  [400, 499, failure("refused", false, true)],
  [500, 500, failure("unknown", true)],
  // A gateway's: the server behind it may still be at work.
  [501, 999, failure("may still happen", true)],
];

/** By the reason of a network failure; after any other the request may have arrived, and may still be processed. */
const BY_REASON: Readonly<Record<string, Failure>> = {
  EAI_AGAIN: failure("not sent", true),
  ECONNREFUSED: failure("not sent", true),
  EHOSTUNREACH: failure("not sent", true),
  ENETUNREACH: failure("not sent", true),
  ENOTFOUND: failure("not sent", true),
  UND_ERR_CONNECT_TIMEOUT: failure("not sent", true),
  "timed out": failure("may still happen", true),
  UND_ERR_HEADERS_TIMEOUT: failure("may still happen", true),
  UND_ERR_BODY_TIMEOUT: failure("may still happen", true),
};
const CONNECTION_LOST = failure("may still happen", true);
/** A proxy that cannot reach JetEmail may a moment later; one that refuses to will not. */
const NO_TUNNEL = failure("not sent", true);
const TUNNEL_REFUSED = failure("not sent", false);
const UNTRUSTED = failure("not sent", false);
const UNUSABLE_RESPONSE = failure("unknown", false);

/** An error that is not of a request: none was sent. */
const NO_REQUEST = failure("not sent", false);

/** The one table of what a failed request means; whoever retries or recovers derives from it. */
function failureOf(error: unknown): Failure {
  if (error instanceof ApiError) {
    return BY_STATUS.find(([from, to]) => from <= error.status && error.status <= to)?.[2] ?? UNUSABLE_RESPONSE;
  }
  if (error instanceof NetworkError) {
    return error.isUntrusted ? UNTRUSTED : (BY_REASON[error.reason] ?? CONNECTION_LOST);
  }
  if (error instanceof ProxyError) {
    return error.status >= 500 ? NO_TUNNEL : TUNNEL_REFUSED;
  }
  return error instanceof ResponseError ? UNUSABLE_RESPONSE : NO_REQUEST;
}

export function outcomeOf(error: unknown): Outcome {
  return failureOf(error).outcome;
}

/**
 * Whether a request may be sent again without doing anything twice. JetEmail documents no idempotency key for a POST, so
 * one that may have arrived is not retried; GET, PATCH and DELETE are idempotent here.
 */
export function mayRetry(method: string, error: unknown): boolean {
  const { outcome, isTransient } = failureOf(error);
  return isTransient && (method !== "POST" || outcome === "not sent" || outcome === "refused");
}

export function mayMeanUnknownToken(error: unknown): boolean {
  return failureOf(error).mayMeanUnknownToken;
}

export function isRateLimit(error: unknown): boolean {
  return error instanceof ApiError && error.status === 429;
}
