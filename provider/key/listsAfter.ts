import type { Outcome } from "../errors/failures";
import { JetEmailError, textOf } from "../errors/jetEmailError";
import type { KeyList } from "../jetemail/keyList";
import type { Account } from "../run/account";

/** What to say if the list cannot be read either. */
export interface Uncertainty {
  readonly code: number;
  readonly problem: string;
  readonly remedy: string;
}

/**
 * The lists after a request whose outcome they have to show, for as long as it may show up.
 * @throws JetEmailError if one cannot be read: then the outcome stays unknown.
 */
export async function* listsAfter(
  failure: unknown,
  outcome: Outcome,
  account: Account,
  { code, problem, remedy }: Uncertainty,
): AsyncGenerator<KeyList> {
  const lists = account.pollKeys(outcome === "may still happen" ? "pendingRequest" : "lostResponse");
  try {
    yield* lists;
  } catch (error) {
    throw new JetEmailError(
      code,
      `${problem} ${textOf(failure)} The list of keys, which would show it, could not be read. ${textOf(error)} ${remedy}`,
      [failure, error],
    );
  }
}
