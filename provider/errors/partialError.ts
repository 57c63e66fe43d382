import { JetEmailError, textOf } from "./jetEmailError";

/** The resource exists, but the operation stopped halfway: `id` and `properties` are what the state must hold. */
export class PartialError<Properties> extends JetEmailError {
  override name = "PartialError";
  readonly id: string;
  readonly failures: readonly unknown[];
  /** What the user has to be told beside the failures. */
  readonly notes: readonly string[];

  // Private, so that a log of this error cannot show the token among them.
  readonly #properties: Properties;

  constructor(id: string, properties: Properties, failures: readonly unknown[], notes: readonly string[] = []) {
    super(undefined, failures.map(textOf).join(" "), failures);
    this.id = id;
    this.failures = failures;
    this.notes = notes;
    this.#properties = properties;
  }

  get properties(): Properties {
    return this.#properties;
  }
}
