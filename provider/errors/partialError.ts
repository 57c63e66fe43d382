import { JetEmailError } from "./jetEmailError";

/** The key exists, but the operation stopped half-way: `id` and `properties` are what is known to be true. */
export class PartialError<Properties> extends JetEmailError {
  override name = "PartialError";

  // Private, so that a log of this error cannot show the token among them.
  readonly #properties: Properties;

  constructor(
    readonly id: string,
    properties: Properties,
    readonly reasons: string[],
  ) {
    super(reasons.join("\n"));
    this.#properties = properties;
  }

  get properties(): Properties {
    return this.#properties;
  }
}
