import { JetEmailError } from "../errors/jetEmailError";
import { parseJson } from "../values/parseJson";
import { baseUrlFrom, defaultBaseUrl } from "./address";
import { fromEnvironment, fromStack, notEmpty } from "./given";
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
 * @throws JetEmailError if a setting is empty, or if an address or `jetemail:accounts` is malformed.
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
    apiKey: fromStack(config, "jetemail:apiKey") ?? fromEnvironment(env, "JETEMAIL_API_KEY") ?? "",
    baseUrl: defaultBaseUrl(config, env),
    noun: "JetEmail account key",
    remedy: config.isExplicit
      ? "Set it as the provider's argument `apiKey` or in the environment variable JETEMAIL_API_KEY."
      : "Set it with `pulumi config set --secret jetemail:apiKey <key>` or in the environment variable JETEMAIL_API_KEY.",
  };
}

function namedAccount(config: StackConfig, env: NodeJS.ProcessEnv, account: string): AccountSettings {
  const accounts = configuredAccounts(config);
  const listed = Object.hasOwn(accounts, account) ? accounts[account] : undefined;
  const variables = [account, account.toUpperCase().replaceAll("-", "_")].map((name) => `JETEMAIL_API_KEY_${name}`);
  const setting = `jetemail:accounts.${account}`;
  const apiKey = notEmpty(listed?.apiKey, `${setting}.apiKey`);
  const baseUrl = notEmpty(listed?.baseUrl, `${setting}.baseUrl`);
  return {
    apiKey: apiKey ?? variables.map((variable) => fromEnvironment(env, variable)).find(Boolean) ?? "",
    baseUrl: baseUrl === undefined ? defaultBaseUrl(config, env) : baseUrlFrom(baseUrl, `${setting}.baseUrl`),
    noun: `account key of the JetEmail account "${account}"`,
    remedy: `Set it with \`pulumi config set --secret --path '${setting}.apiKey' <key>\` or in the environment variable ${variables[1]}.`,
  };
}

type Accounts = Record<string, { readonly apiKey?: string; readonly baseUrl?: string }>;

/** What `jetemail:accounts` lists. */
export function configuredAccounts(config: StackConfig): Accounts {
  const text = fromStack(config, "jetemail:accounts");
  const accounts = text === undefined ? {} : parseJson(text);
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
