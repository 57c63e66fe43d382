import { JetEmailError } from "./jetEmailError";

/** JetEmail's answer is not what its reference promises. The body is not kept: it may hold tokens. */
export class ResponseError extends JetEmailError {
  override name = "ResponseError";

  constructor(method: string, path: string, problem: string) {
    super(
      `JetEmail's answer to ${method} ${path} cannot be used: ${problem}. Run the command again; if it stays, check jetemail:baseUrl and JetEmail's status.`,
    );
  }
}
