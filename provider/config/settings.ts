import { isIP } from "node:net";
import { JetEmailError } from "../errors/jetEmailError";
import type { Connection } from "../jetemail/connect";

/** How a setting of the stack is read, for example `jetemail:apiKey`. Secrets arrive decrypted. */
export type StackConfig = (key: string) => string | undefined;

const CONCURRENCY = { least: 1, most: 64, default: 16 };

const PRODUCTION = "https://api.jetemail.com";

const HOW_TO_SET_THE_KEY =
  "Set it with `pulumi config set --secret jetemail:apiKey <key>`, or in the environment variable JETEMAIL_API_KEY.";

/**
 * The account key and the address of the API. Stack config wins over the environment.
 * @param account a further account by its name; the default one where it is left out.
 * @throws JetEmailError that names the setting and the remedy, and shows no part of a key.
 */
export function connectionFrom(config: StackConfig, env: NodeJS.ProcessEnv, account?: string): Connection {
  const { apiKey, baseUrl, remedy } = account === undefined ? main(config, env) : further(config, env, account);
  const which = account === undefined ? "JetEmail account key" : `account key of the JetEmail account "${account}"`;
  const key = apiKey.trim();
  if (key === "") {
    throw new JetEmailError(`No ${which} is configured. ${remedy}`);
  }
  const problem = problemOfApiKey(key);
  if (problem) {
    throw new JetEmailError(`The ${which} ${problem}. ${remedy}`);
  }
  return { apiKey: key, baseUrl, concurrency: concurrencyFrom(config, env) };
}

/**
 * What is wrong with the configuration, as far as a preview needs to know: it works without an account key, but where
 * the stack lists its accounts, an account that is not among them is a mistake.
 */
export function configurationProblem(
  config: StackConfig,
  env: NodeJS.ProcessEnv,
  account?: string,
): string | undefined {
  try {
    concurrencyFrom(config, env);
    if (account === undefined) {
      main(config, env);
    } else {
      const { apiKey, remedy } = further(config, env, account);
      const names = Object.keys(accountsFrom(config));
      if (apiKey === "" && names.length > 0) {
        return `The JetEmail account "${account}" is not configured; configured are ${names.join(", ")}. ${remedy}`;
      }
    }
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

export function hasApiKey(config: StackConfig, env: NodeJS.ProcessEnv, account?: string): boolean {
  return (account === undefined ? main(config, env) : further(config, env, account)).apiKey !== "";
}

function main(config: StackConfig, env: NodeJS.ProcessEnv) {
  return {
    apiKey: config("jetemail:apiKey") || env.JETEMAIL_API_KEY || "",
    baseUrl: defaultBaseUrl(config, env),
    remedy: HOW_TO_SET_THE_KEY,
  };
}

function further(config: StackConfig, env: NodeJS.ProcessEnv, account: string) {
  const accounts = accountsFrom(config);
  const listed = Object.hasOwn(accounts, account) ? accounts[account] : undefined;
  const variables = [account, account.toUpperCase().replaceAll("-", "_")].map((name) => `JETEMAIL_API_KEY_${name}`);
  const inEnvironment = variables.map((variable) => env[variable]).find(Boolean);
  return {
    apiKey: listed?.apiKey || inEnvironment || "",
    baseUrl: listed?.baseUrl
      ? urlFrom(listed.baseUrl, `jetemail:accounts.${account}.baseUrl`)
      : defaultBaseUrl(config, env),
    remedy: `Set it with \`pulumi config set --secret --path 'jetemail:accounts.${account}.apiKey' <key>\`, or in the environment variable ${variables[1]}.`,
  };
}

type Accounts = Record<string, { readonly apiKey?: string; readonly baseUrl?: string }>;

function accountsFrom(config: StackConfig): Accounts {
  const text = config("jetemail:accounts");
  const accounts = text ? parse(text) : {};
  if (!isObject(accounts) || !Object.values(accounts).every(isAccount)) {
    throw new JetEmailError(
      "jetemail:accounts must map each account's name to its apiKey and, if need be, baseUrl. Set one with `pulumi config set --secret --path 'jetemail:accounts.<name>.apiKey' <key>`.",
    );
  }
  return accounts as Accounts;
}

function isAccount(value: unknown): boolean {
  const isText = (part: unknown) => part === undefined || typeof part === "string";
  return isObject(value) && isText(value.apiKey) && isText(value.baseUrl);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // the parser's own message quotes the text, which holds account keys
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

function concurrencyFrom(config: StackConfig, env: NodeJS.ProcessEnv): number {
  const fromStack = config("jetemail:concurrency");
  const text = fromStack || env.JETEMAIL_CONCURRENCY || String(CONCURRENCY.default);
  const number = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (number < CONCURRENCY.least || number > CONCURRENCY.most) {
    throw new JetEmailError(
      `${fromStack ? "jetemail:concurrency" : "JETEMAIL_CONCURRENCY"} must be a whole number from ${CONCURRENCY.least} to ${CONCURRENCY.most}: how many calls may be under way at once. Leave it out for ${CONCURRENCY.default}.`,
    );
  }
  return number;
}

function defaultBaseUrl(config: StackConfig, env: NodeJS.ProcessEnv): URL {
  const fromStack = config("jetemail:baseUrl");
  return fromStack
    ? urlFrom(fromStack, "jetemail:baseUrl")
    : urlFrom(env.JETEMAIL_BASE_URL || PRODUCTION, "JETEMAIL_BASE_URL");
}

function urlFrom(text: string, setting: string): URL {
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
