import { withHint } from "../errors/hints";
import { PartialError } from "../errors/partialError";
import { printable } from "../errors/printable";

const AGAIN = "Run `pulumi up` again to complete it.";

/** Where messages go which no result and no error carries. */
export interface Notes {
  /** Each line once in a run: a run of a thousand keys would show it a thousand times. */
  infoOnce(...lines: readonly string[]): void;
  warnOnce(...lines: readonly string[]): void;
}

export interface Boundary<State> {
  /** What Pulumi must save of the properties of a `PartialError`. */
  readonly toSave: (properties: State) => object;
  /** A message without what the program declares secret. */
  readonly redacted: (message: string) => string;
  readonly log: Notes;
  /** Whether the settings are those of an explicit provider. */
  readonly isExplicit?: boolean | undefined;
}

/**
 * Runs an operation and throws only errors made here. Pulumi prints a thrown error's stack, takes a numeric `code` and
 * `details` for its own protocol, and takes any `id` for a resource that was created.
 * @param action what could not be done, if the operation fails.
 */
export async function withErrorBoundary<State, Result>(
  action: string,
  { toSave, redacted, log, isExplicit }: Boundary<State>,
  operation: () => Promise<Result>,
): Promise<Result> {
  try {
    return await operation();
  } catch (error) {
    const introduction = `Could not ${printable(action)}.`;
    const thrown = new Error(redacted(withHint(error, { introduction, isExplicit }).message));
    thrown.stack = "";
    if (error instanceof PartialError) {
      const { id, properties, failures, notes } = error as PartialError<State>;
      log.infoOnce(...notes.map(redacted));
      // Pulumi prints these instead of the message.
      const reasons = failures.map((failure, index) => {
        const isLast = index === failures.length - 1;
        return redacted(withHint(failure, { isExplicit, ...(isLast && { conclusion: AGAIN }) }).message);
      });
      throw Object.assign(thrown, { id, properties: toSave(properties), reasons });
    }
    throw thrown;
  }
}
