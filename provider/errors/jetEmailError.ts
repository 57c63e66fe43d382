import { withCode } from "./code";

/**
 * The root of every error that this package throws on purpose. Its message is fit to print, with no token, header or
 * body in it, and ends with its code.
 */
export class JetEmailError extends Error {
  override name = "JetEmailError";
  /** The message without its codes. */
  readonly text: string;
  /** Its own code, then those of the errors that led to it. */
  readonly codes: readonly number[];

  /** @param causes the errors that led to this one, whose text is part of its text. */
  constructor(code: number | undefined, text: string, causes: readonly unknown[] = []) {
    const codes = [...new Set([...(code === undefined ? [] : [code]), ...causes.flatMap(codesOf)])];
    super(withCode(text, ...codes));
    this.text = text;
    this.codes = codes;
  }
}

/** A defect of this package. Its message is withheld, since one of other origin can quote a header or a body. */
const UNEXPECTED = {
  code: 901,
  text: "An unexpected error occurred in pulumi-jetemail. Please report it, with the version and the command.",
};

/** What may be printed of an error, without its codes: for use in another error. */
export function textOf(error: unknown): string {
  return error instanceof JetEmailError ? error.text : UNEXPECTED.text;
}

export function codesOf(error: unknown): readonly number[] {
  return error instanceof JetEmailError ? error.codes : [UNEXPECTED.code];
}

/** What may be printed of an error. */
export function messageOf(error: unknown): string {
  return withCode(textOf(error), ...codesOf(error));
}
