import { isIP } from "node:net";
import { JetEmailError } from "./errors/jetEmailError";

/** Where to reach which JetEmail account. Lives in the provider process only: never in inputs, outputs or state. */
export interface Connection {
  readonly apiKey: string;
  readonly baseUrl: URL;
}

/** How a setting of the stack is read, for example `jetemail:apiKey`. Secrets arrive decrypted. */
export type StackConfig = (key: string) => string | undefined;

const PRODUCTION = "https://api.jetemail.com";

const HOW_TO_SET_THE_KEY =
  "Set it with `pulumi config set --secret jetemail:apiKey <key>`, or in the environment variable JETEMAIL_API_KEY.";

/**
 * The account key and the address of the API. Stack config wins over the environment.
 * @throws JetEmailError that names the setting and the remedy, and shows no part of a key.
 */
export function connectionFrom(config: StackConfig, env: NodeJS.ProcessEnv): Connection {
  const baseUrl = baseUrlFrom(config, env);
  const apiKey = (config("jetemail:apiKey") || env.JETEMAIL_API_KEY || "").trim();
  if (apiKey === "") {
    throw new JetEmailError(`No JetEmail account key is configured. ${HOW_TO_SET_THE_KEY}`);
  }
  const problem = problemOfApiKey(apiKey);
  if (problem) {
    throw new JetEmailError(`The JetEmail account key ${problem}. ${HOW_TO_SET_THE_KEY}`);
  }
  return { apiKey, baseUrl };
}

/** What is wrong with the configuration, as far as a preview needs to know: it works without an account key. */
export function configurationProblem(config: StackConfig, env: NodeJS.ProcessEnv): string | undefined {
  try {
    baseUrlFrom(config, env);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

function problemOfApiKey(apiKey: string): string | undefined {
  if (apiKey.startsWith("transactional_")) {
    return "is a transactional key, which can only send e-mail: an account key begins with api_";
  }
  // Anything else cannot stand in a header, and the HTTP library would quote it in its error.
  if (!/^[\x21-\x7e]+$/.test(apiKey)) {
    return "contains a space, a line break or a character outside ASCII: it was probably not copied whole";
  }
  return undefined;
}

function baseUrlFrom(config: StackConfig, env: NodeJS.ProcessEnv): URL {
  const fromStack = config("jetemail:baseUrl");
  const setting = fromStack ? "jetemail:baseUrl" : "JETEMAIL_BASE_URL";
  const text = fromStack || env.JETEMAIL_BASE_URL || PRODUCTION;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  // The value itself is not shown: an address may carry a password.
  if (!url || (url.protocol !== "https:" && url.protocol !== "http:")) {
    throw new JetEmailError(`${setting} is not an http(s) address. Give one such as ${PRODUCTION}.`);
  }
  if (url.username || url.password || url.search || url.hash) {
    throw new JetEmailError(
      `${setting} has a user name, a password, a query or a fragment. Give the address alone, such as ${PRODUCTION}.`,
    );
  }
  if (url.protocol === "http:" && !isLoopback(url.hostname)) {
    throw new JetEmailError(
      `${setting} is plain http, which would show the account key to the network. Use https; http is only for a loopback address such as http://127.0.0.1:8787.`,
    );
  }
  return url;
}

function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || (isIP(hostname) === 4 && hostname.startsWith("127."));
}
