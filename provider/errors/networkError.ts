import { JetEmailError } from "./jetEmailError";

/** No whole answer came: the request may or may not have reached JetEmail. */
export class NetworkError extends JetEmailError {
  override name = "NetworkError";
  /** Whether it is certain that no part of the request left: then nothing can have happened at JetEmail. */
  readonly neverSent: boolean;
  /** Whether the waiting ended first: then JetEmail may still be at it. */
  readonly timedOut: boolean;

  /** @param origin scheme, host and port only: a path or user info could hold a secret. */
  constructor(origin: string, method: string, path: string, cause: unknown) {
    super(
      `No answer from ${origin} to ${method} ${path} (${reasonOf(cause)}). Check the network, the proxy settings and jetemail:baseUrl.`,
      // Not the cause itself: a parser's error holds the rest of the answer, tokens included.
      { cause: new Error(reasonOf(cause)) },
    );
    this.neverSent = NEVER_SENT.includes(reasonOf(cause));
    this.timedOut = TIMED_OUT.includes(reasonOf(cause));
  }
}

/** Failures to find or reach the server at all, by Node's and undici's codes. */
const NEVER_SENT = ["EAI_AGAIN", "ECONNREFUSED", "EHOSTUNREACH", "ENETUNREACH", "ENOTFOUND", "UND_ERR_CONNECT_TIMEOUT"];

const TIMED_OUT = ["timed out", "UND_ERR_HEADERS_TIMEOUT", "UND_ERR_BODY_TIMEOUT"];

/** Names the failure by its code alone: messages of HTTP libraries can quote headers. */
function reasonOf(cause: unknown): string {
  const error = cause as { code?: unknown; name?: unknown; errors?: unknown[] } | undefined;
  if (error?.name === "TimeoutError") {
    return "timed out";
  }
  if (typeof error?.code === "string") {
    return error.code;
  }
  // Node tries every address of a name, and reports them together.
  const first = (error?.errors?.[0] as { code?: unknown } | undefined)?.code;
  if (typeof first === "string") {
    return first;
  }
  return "connection failed";
}
