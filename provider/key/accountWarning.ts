import { withCode } from "../errors/code";
import type { Account } from "../run/account";
import type { Outputs } from "./model";

/**
 * The warning where the account in use may be another than the one that has these keys. The state cannot tell another account
 * from an exchanged account key, and an exchange must replace nothing. It names no key, so that a run can say it once.
 */
export function accountWarning(
  account: Account,
  keys: readonly Pick<Outputs, "accountFingerprint">[],
): string | undefined {
  const current = fingerprintOf(account);
  const isOther = ({ accountFingerprint: known }: (typeof keys)[number]) => known !== undefined && known !== current;
  return current !== undefined && keys.some(isOther)
    ? withCode(
        "The account key in use is not the one that keys in the state were last seen with. If it is a new one of the same JetEmail account, all is well, and `pulumi refresh` ends this warning. If it is of another account, no key moves there: each stays in the account that has it, and cannot be changed or deleted from here. Then put the former account key or `provider` back, and declare new resources for the other account.",
        715,
      )
    : undefined;
}

/** A preview works without an account key, and check tells of a wrong one. */
function fingerprintOf(account: Account): string | undefined {
  try {
    return account.fingerprint;
  } catch {
    return undefined;
  }
}
