import { JetEmailError } from "../errors/jetEmailError";
import { parseJson } from "../values/parseJson";
import { baseUrlFrom, defaultBaseUrl } from "./address";
import type { StackConfig } from "./stackConfig";

/** What is configured for a JetEmail account, unchecked. Stack config wins over the environment. */
export interface AccountSettings {
  /** Empty if none is configured. */
  readonly apiKey: string;
  readonly baseUrl: URL;
  /** For messages. */
  readonly noun: string;
  /** How to set the account key. */
  readonly remedy: string;
}

/**
 * @param account the name of a named account; the default one where it is left out.
 * @throws JetEmailError if an address or `jetemail:accounts` is malformed.
 */
export function accountSettings(
  config: StackConfig,
  env: NodeJS.ProcessEnv,
  account: string | undefined,
): AccountSettings {
  return account === undefined ? defaultAccount(config, env) : namedAccount(config, env, account);
}

function defaultAccount(config: StackConfig, env: NodeJS.ProcessEnv): AccountSettings {
  return {
    apiKey: (config("jetemail:apiKey") || env.JETEMAIL_API_KEY || "").trim(),
    baseUrl: defaultBaseUrl(config, env),
    noun: "JetEmail account key",
    remedy:
      "Set it with `pulumi config set --secret jetemail:apiKey <key>` or in the environment variable JETEMAIL_API_KEY.",
  };
}

function namedAccount(config: StackConfig, env: NodeJS.ProcessEnv, account: string): AccountSettings {
  const accounts = configuredAccounts(config);
  const listed = Object.hasOwn(accounts, account) ? accounts[account] : undefined;
  const variables = [account, account.toUpperCase().replaceAll("-", "_")].map((name) => `JETEMAIL_API_KEY_${name}`);
  const inEnvironment = variables.map((variable) => env[variable]).find(Boolean);
  return {
    apiKey: (listed?.apiKey || inEnvironment || "").trim(),
    baseUrl: listed?.baseUrl
      ? baseUrlFrom(listed.baseUrl, `jetemail:accounts.${account}.baseUrl`)
      : defaultBaseUrl(config, env),
    noun: `account key of the JetEmail account "${account}"`,
    remedy: `Set it with \`pulumi config set --secret --path 'jetemail:accounts.${account}.apiKey' <key>\` or in the environment variable ${variables[1]}.`,
  };
}

type Accounts = Record<string, { readonly apiKey?: string; readonly baseUrl?: string }>;

/** What `jetemail:accounts` lists. */
export function configuredAccounts(config: StackConfig): Accounts {
  const text = config("jetemail:accounts");
  const accounts = text ? parseJson(text) : {};
  if (!isObject(accounts) || !Object.values(accounts).every(isAccount)) {
    throw new JetEmailError(
      205,
      "jetemail:accounts must map each account's name to its apiKey and, optionally, its baseUrl. Set an account key with `pulumi config set --secret --path 'jetemail:accounts.<name>.apiKey' <key>`.",
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
