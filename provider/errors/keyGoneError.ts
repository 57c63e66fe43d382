import { JetEmailError } from "./jetEmailError";
import { printable } from "./printable";

/** The key is missing from a list that was read completely. */
export class KeyGoneError extends JetEmailError {
  override name = "KeyGoneError";

  constructor(name: string, id: string) {
    super(
      702,
      `The key "${printable(name)}" (${id}) no longer exists at JetEmail. Run \`pulumi refresh\`, then \`pulumi up\` to create a new one.`,
    );
  }
}
