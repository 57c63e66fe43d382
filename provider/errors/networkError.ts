import { type Attempts, inWords, RequestError } from "./requestError";

/** Node's codes for a certificate that is not trusted: no request is sent over such a connection. */
const CERTIFICATE_REASONS = [
  ...["SELF_SIGNED_CERT_IN_CHAIN", "DEPTH_ZERO_SELF_SIGNED_CERT", "UNABLE_TO_VERIFY_LEAF_SIGNATURE"],
  ...["UNABLE_TO_GET_ISSUER_CERT", "UNABLE_TO_GET_ISSUER_CERT_LOCALLY", "CERT_HAS_EXPIRED", "CERT_NOT_YET_VALID"],
  ...["CERT_UNTRUSTED", "CERT_REJECTED", "CERT_REVOKED", "CERT_SIGNATURE_FAILURE", "HOSTNAME_MISMATCH"],
  ...["ERR_TLS_CERT_ALTNAME_INVALID", "INVALID_CA", "INVALID_PURPOSE", "CERT_CHAIN_TOO_LONG"],
];

/** No complete response came: the request may or may not have reached JetEmail. */
export class NetworkError extends RequestError {
  override name = "NetworkError";
  /** Node's or undici's code of the failure, or its description. */
  readonly reason: string;
  /** Whether the server's certificate was refused. */
  readonly isUntrusted: boolean;
  readonly #after: (attempts: Attempts) => NetworkError;

  /** @param origin scheme, host and port only: a path or user info could hold a secret. */
  constructor(origin: string, method: string, path: string, cause: unknown, attempts?: Attempts) {
    const reason = reasonOf(cause);
    // The cause itself is not kept: a parser's error holds the rest of the response, tokens included.
    const isUntrusted = CERTIFICATE_REASONS.includes(reason);
    super(
      isUntrusted ? 309 : 307,
      isUntrusted
        ? `The certificate of ${origin} is not trusted (${reason}), so ${method} ${path} was not sent.`
        : `No answer from ${origin} to ${method} ${path} (${reason}).${inWords(attempts)}`,
    );
    this.reason = reason;
    this.isUntrusted = isUntrusted;
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
