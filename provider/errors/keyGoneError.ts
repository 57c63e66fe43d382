import { JetEmailError } from "./jetEmailError";
import { printable } from "./printable";

/** A list that was read whole does not hold the key any more. */
export class KeyGoneError extends JetEmailError {
  override name = "KeyGoneError";

  constructor(name: string, id: string) {
    super(
      `The key "${printable(name)}" (${id}) no longer exists at JetEmail. Run \`pulumi refresh\`, then \`pulumi up\`, which creates it anew.`,
    );
  }
}
