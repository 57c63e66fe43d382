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
 * @throws JetEmailError if one cannot be read, or if the wait is interrupted before it proves anything: then the outcome stays
 * unknown.
 */
export async function* listsAfter(
  failure: unknown,
  outcome: Outcome,
  account: Account,
  { code, problem, remedy }: Uncertainty,
): AsyncGenerator<KeyList> {
  const lists = account.pollKeys(outcome === "may still happen" ? "pendingRequest" : "lostResponse");
  const unknown = (reason: string, ...causes: unknown[]) =>
    new JetEmailError(code, `${problem} ${textOf(failure)} ${reason} ${remedy}`, [failure, ...causes]);
  try {
    yield* lists;
  } catch (error) {
    throw unknown(`The list of keys, which would show it, could not be read. ${textOf(error)}`, error);
  }
  // What may still happen is not known at the end of the whole wait either: the caller says so.
  if (account.isInterrupted && outcome !== "may still happen") {
    throw unknown("The wait for the list of keys, which would show it, was interrupted.");
  }
}
