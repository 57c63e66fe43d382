import { JetEmailError } from "./jetEmailError";
import { printable } from "./printable";

export interface ApiErrorDetails {
  readonly status: number;
  readonly method: string;
  readonly path: string;
  /** The `error` text of the answer, if it had one. */
  readonly reason?: string | undefined;
  /** How long JetEmail asks to wait, in milliseconds. */
  readonly retryAfter?: number | undefined;
}

/** JetEmail answered, and the answer was no. */
export class ApiError extends JetEmailError {
  override name = "ApiError";
  readonly status: number;
  readonly method: string;
  readonly path: string;
  readonly retryAfter: number | undefined;

  constructor({ status, method, path, reason, retryAfter }: ApiErrorDetails) {
    const said = reason === undefined ? "" : ` "${printable(reason)}"`;
    super(`JetEmail answered ${status}${said} to ${method} ${path}. ${remedy(status)}`);
    this.status = status;
    this.method = method;
    this.path = path;
    this.retryAfter = retryAfter;
  }

  /**
   * Whether the answer may mean that JetEmail does not know the token in the request. The reference does not say how
   * it answers then, so this is a hint to look in the list, never a verdict.
   */
  get mayMeanUnknownToken(): boolean {
    const otherMeaning = [401, 403, 408, 429];
    return (this.status < 300 || (this.status >= 400 && this.status < 500)) && !otherMeaning.includes(this.status);
  }
}

function remedy(status: number): string {
  if (status === 401) {
    return "Check the account key: it begins with api_ and is set by `pulumi config set --secret jetemail:apiKey` or JETEMAIL_API_KEY, for a further account in jetemail:accounts. Refresh and destroy use the configuration of the last `pulumi up`, unless --run-program is given.";
  }
  if (status === 403) {
    return "Check the limits of the JetEmail account and what its account key may do.";
  }
  if (status === 429) {
    return "JetEmail limits the rate of calls: wait a minute and run the command again, perhaps with a lower --parallel.";
  }
  if (status >= 300 && status < 400) {
    return "Redirects are not followed, so that the account key reaches no other server: check jetemail:baseUrl.";
  }
  if (status >= 500) {
    return "The fault is on JetEmail's side: run the command again later.";
  }
  return "Check the key's arguments, and run `pulumi refresh` if the key was changed outside Pulumi.";
}
