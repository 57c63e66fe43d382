import { type Attempts, inWords, RequestError } from "./requestError";

/** JetEmail's response is not what its reference promises. The body is not kept: it may hold tokens. */
export class ResponseError extends RequestError {
  override name = "ResponseError";

  constructor(
    readonly method: string,
    readonly path: string,
    readonly problem: string,
    attempts?: Attempts,
  ) {
    super(308, `JetEmail's response to ${method} ${path} cannot be used: ${problem}.${inWords(attempts)}`);
  }

  override after(attempts: Attempts): ResponseError {
    return new ResponseError(this.method, this.path, this.problem, attempts);
  }
}
