import { codesOf, JetEmailError, textOf } from "./jetEmailError";

const USED =
  "Refresh and destroy use the configuration of the last `pulumi up`, unless --run-program is given, and the deletion of a resource that was removed may do so too: declare it again, run `pulumi up`, then remove it.";

/** What a user of Pulumi can do about an error, by its code. Added by what knows Pulumi: an HTTP client does not. */
const HINTS: Readonly<Record<number, string>> = {
  301: `Check the account key: it begins with api_ and is set with \`pulumi config set --secret jetemail:apiKey\` or in JETEMAIL_API_KEY, and for a named account in jetemail:accounts. ${USED}`,
  302: "Check the limits of the JetEmail account and the permissions of its account key.",
  303: "Run the command again after that time. JetEmail blocks an account that sends more than 240 requests in a minute: if other machines or tools use the account too, set a lower jetemail:requestsPerMinute for each.",
  304: "Redirects are not followed, so that the account key reaches no other server: check jetemail:baseUrl.",
  305: "The fault is on JetEmail's side: run the command again later.",
  306: "Check the key's arguments, and run `pulumi refresh` if the key was changed outside Pulumi.",
  307: "Check the network, the proxy settings and jetemail:baseUrl.",
  201: "A variable that the program sets itself, for instance with dotenv, does not reach the provider: set it in the shell that runs Pulumi.",
  308: "Run the command again; if the error persists, check jetemail:baseUrl and JetEmail's status.",
  309: "Behind a proxy that intercepts TLS, set NODE_EXTRA_CA_CERTS to the file with its certificate. Verification cannot be switched off.",
  310: "Check the user name and the password in HTTPS_PROXY, and what the proxy allows; NO_PROXY exempts an address from it.",
  903: "Run the command again.",
};

/** What differs where the account key is an explicit provider's. */
const HINTS_ON_EXPLICIT: typeof HINTS = {
  301: `Check the account key: it begins with api_ and is the provider's argument \`apiKey\`, or without one in JETEMAIL_API_KEY. ${USED}`,
};

export interface Frame {
  /** What could not be done. */
  readonly introduction?: string;
  readonly conclusion?: string;
  /** Whether the settings are those of an explicit provider. */
  readonly isExplicit?: boolean | undefined;
}

/** An error with the hint on its first code that has one, unless it says that already. */
export function withHint(error: unknown, { introduction, conclusion, isExplicit }: Frame = {}): JetEmailError {
  const hint = codesOf(error)
    .map((code) => (isExplicit && HINTS_ON_EXPLICIT[code]) || HINTS[code])
    .find(Boolean);
  const text = textOf(error);
  const advice = hint && !text.includes(hint) && hint;
  return new JetEmailError(undefined, [introduction, text, advice, conclusion].filter(Boolean).join(" "), [error]);
}
