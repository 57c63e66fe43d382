import { printable } from "./printable";
import { type Attempts, inWords, RequestError } from "./requestError";

export interface ApiErrorDetails {
  readonly status: number;
  readonly method: string;
  readonly path: string;
  /** The `error` text of the response, if it had one. */
  readonly reason?: string | undefined;
  /** How long JetEmail asks to wait, in milliseconds. */
  readonly retryAfter?: number | undefined;
}

/** JetEmail answered, and the answer was no. */
export class ApiError extends RequestError {
  override name = "ApiError";
  readonly status: number;
  readonly method: string;
  readonly path: string;
  readonly retryAfter: number | undefined;
  readonly #details: ApiErrorDetails;

  constructor(details: ApiErrorDetails, attempts?: Attempts) {
    const { status, method, path, reason, retryAfter } = details;
    const said = reason === undefined ? "" : ` "${printable(reason)}"`;
    super(codeOf(status, method), `JetEmail answered ${status}${said} to ${method} ${path}.${inWords(attempts)}`);
    this.status = status;
    this.method = method;
    this.path = path;
    this.retryAfter = retryAfter;
    this.#details = details;
  }

  override after(attempts: Attempts): ApiError {
    return new ApiError(this.#details, attempts);
  }
}

function codeOf(status: number, method: string): number {
  if (status >= 300 && status < 400) {
    return 304;
  }
  if (status >= 500) {
    return 305;
  }
  return { 401: 301, 403: 302, 429: 303 }[status] ?? (method === "GET" ? 308 : 306);
}
