import { withCode } from "../errors/code";
import { JetEmailError } from "../errors/jetEmailError";
import { inOperation } from "../jetemail/http/operation";

/** The longest delay of a timer, in milliseconds. */
const LONGEST = 2 ** 31 - 1;

/**
 * Runs an operation in the time that the resource option `customTimeouts` allows: then it stops waiting, as at the first
 * Ctrl-C, and what was done is saved.
 * @param seconds 0 where the option sets none.
 * @param interruption aborts when the whole run is interrupted.
 * @param warn told when the operation failed after that time.
 * @throws JetEmailError, with nothing done, for a time that is negative.
 */
export async function withCustomTimeout<Result>(
  seconds: number,
  interruption: AbortSignal,
  warn: (line: string) => void,
  operation: () => Promise<Result>,
): Promise<Result> {
  if (seconds < 0) {
    throw new JetEmailError(
      908,
      `The resource option \`customTimeouts\` is negative (${seconds} s). Nothing was done. Give it a time such as "5m", and run \`pulumi up\`.`,
    );
  }
  if (seconds === 0) {
    return operation();
  }
  const timeout = AbortSignal.timeout(Math.min(LONGEST, Math.round(seconds * 1000)));
  try {
    return await inOperation(operation, AbortSignal.any([interruption, timeout]));
  } catch (error) {
    if (timeout.aborted) {
      warn(
        withCode(
          `The resource option \`customTimeouts\` allows ${seconds} s, after which nothing was waited for.`,
          905,
        ),
      );
    }
    throw error;
  }
}
