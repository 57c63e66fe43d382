import { type Attempts, inWords, RequestError } from "./requestError";

/** A proxy refused the tunnel to JetEmail, in which the request would have been sent. */
export class ProxyError extends RequestError {
  override name = "ProxyError";

  /** @param origin scheme, host and port only: a path or user info could hold a secret. */
  constructor(
    readonly status: number,
    readonly origin: string,
    readonly method: string,
    readonly path: string,
    attempts?: Attempts,
  ) {
    super(
      310,
      `The proxy answered ${status} to the request for a tunnel to ${origin}, so ${method} ${path} was not sent.${inWords(attempts)}`,
    );
  }

  override after(attempts: Attempts): ProxyError {
    return new ProxyError(this.status, this.origin, this.method, this.path, attempts);
  }
}
