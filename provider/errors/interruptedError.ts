import { JetEmailError } from "./jetEmailError";

/** A request that was not sent, since nobody would record what it did. */
export class InterruptedError extends JetEmailError {
  override name = "InterruptedError";

  constructor(method: string, path: string) {
    super(903, `Interrupted: ${method} ${path} was not sent.`);
  }
}
