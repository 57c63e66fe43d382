import { type Attempts, inWords, RequestError } from "./requestError";

/** No complete response came: the request may or may not have reached JetEmail. */
export class NetworkError extends RequestError {
  override name = "NetworkError";
  /** Node's or undici's code of the failure, or its description. */
  readonly reason: string;
  readonly #after: (attempts: Attempts) => NetworkError;

  /** @param origin scheme, host and port only: a path or user info could hold a secret. */
  constructor(origin: string, method: string, path: string, cause: unknown, attempts?: Attempts) {
    const reason = reasonOf(cause);
    // The cause itself is not kept: a parser's error holds the rest of the response, tokens included.
    super(307, `No answer from ${origin} to ${method} ${path} (${reason}).${inWords(attempts)}`);
    this.reason = reason;
    this.#after = (made) => new NetworkError(origin, method, path, { code: reason }, made);
  }

  override after(attempts: Attempts): NetworkError {
    return this.#after(attempts);
  }
}

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
  return typeof first === "string" ? first : "connection failed";
}
