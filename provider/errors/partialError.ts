import { JetEmailError } from "./jetEmailError";

/** The key exists, but the operation stopped half-way: `id` and `properties` are what is known to be true. */
export class PartialError<Properties> extends JetEmailError {
  override name = "PartialError";

  constructor(
    readonly id: string,
    readonly properties: Properties,
    readonly reasons: string[],
  ) {
    super(reasons.join("\n"));
    // A log of this error must not show the token among the properties.
    Object.defineProperty(this, "properties", { enumerable: false });
  }
}
