import { isIP } from "node:net";
import { JetEmailError } from "../errors/jetEmailError";
import { fromStack, notEmpty } from "./given";
import type { StackConfig } from "./stackConfig";

const PRODUCTION = "https://api.jetemail.com";

/** Where the API is, unless an account has an address of its own. Nobody passes an empty address on purpose. */
export function defaultBaseUrl(config: StackConfig, env: NodeJS.ProcessEnv): URL {
  const address = fromStack(config, "jetemail:baseUrl");
  return address === undefined
    ? baseUrlFrom(notEmpty(env.JETEMAIL_BASE_URL, "JETEMAIL_BASE_URL") ?? PRODUCTION, "JETEMAIL_BASE_URL")
    : baseUrlFrom(address, "jetemail:baseUrl");
}

/** @throws JetEmailError that names the setting and not its value: an address may carry a password. */
export function baseUrlFrom(text: string, setting: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || (url.protocol !== "https:" && url.protocol !== "http:")) {
    throw new JetEmailError(207, `${setting} is not an http(s) address. Use an address such as ${PRODUCTION}.`);
  }
  if (url.username || url.password || url.search || url.hash) {
    throw new JetEmailError(
      208,
      `${setting} has a user name, a password, a query or a fragment. Use the address alone, such as ${PRODUCTION}.`,
    );
  }
  if (url.protocol === "http:" && !isLoopback(url.hostname)) {
    throw new JetEmailError(
      209,
      `${setting} is plain http, which would expose the account key. Use https; http is accepted for loopback addresses only, such as http://127.0.0.1:8787.`,
    );
  }
  return url;
}

function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || (isIP(hostname) === 4 && hostname.startsWith("127."));
}
