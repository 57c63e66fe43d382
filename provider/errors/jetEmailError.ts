/** The root of every error this package throws on purpose. Its message is fit to print: no token, header or body. */
export class JetEmailError extends Error {
  override name = "JetEmailError";
}

/** What may be printed of an error. Those of other origin can quote a header or a body. */
export function messageOf(error: unknown): string {
  return error instanceof JetEmailError ? error.message : "An unexpected error occurred inside pulumi-jetemail.";
}
