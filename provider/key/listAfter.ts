import { JetEmailError, textOf } from "../errors/jetEmailError";
import type { Key } from "../jetemail/key";
import type { Account } from "../run/account";

/** What to say if the list cannot be read either. */
export interface Uncertainty {
  readonly code: number;
  readonly problem: string;
  readonly remedy: string;
}

/**
 * The list after a request whose outcome it has to tell.
 * @throws JetEmailError if it cannot be read: then the outcome stays unknown.
 */
export async function listAfter(
  failure: unknown,
  account: Account,
  { code, problem, remedy }: Uncertainty,
): Promise<readonly Key[]> {
  try {
    return await account.listKeys();
  } catch (error) {
    throw new JetEmailError(
      code,
      `${problem} ${textOf(failure)} The list of keys, which would tell, could not be read. ${textOf(error)} ${remedy}`,
      [failure, error],
    );
  }
}
