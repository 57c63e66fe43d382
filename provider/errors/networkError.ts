import { JetEmailError } from "./jetEmailError";

/** No whole answer came: the request may or may not have reached JetEmail. */
export class NetworkError extends JetEmailError {
  override name = "NetworkError";

  /** @param origin scheme, host and port only: a path or user info could hold a secret. */
  constructor(origin: string, method: string, path: string, cause: unknown) {
    super(
      `No answer from ${origin} to ${method} ${path} (${reasonOf(cause)}). ${afterPost(method)}Check the network, the proxy settings and jetemail:baseUrl.`,
      // Not the cause itself: a parser's error holds the rest of the answer, tokens included.
      { cause: new Error(reasonOf(cause)) },
    );
  }
}

/** A create that was answered by nobody may have made a key. */
function afterPost(method: string): string {
  return method === "POST" ? "It may have been done all the same: look in the dashboard before you run it again. " : "";
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
  return "connection failed";
}
