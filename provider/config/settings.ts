import { JetEmailError, messageOf } from "../errors/jetEmailError";
import type { Connection } from "../jetemail/connect";
import { type AccountSettings, accountSettings, configuredAccounts } from "./accounts";
import { fromEnvironment, fromStack } from "./given";
import type { StackConfig } from "./stackConfig";

/** A setting that is a whole number. */
interface NumberSetting {
  readonly name: string;
  readonly variable: string;
  readonly meaning: string;
  readonly max: number;
  readonly default: number;
}

const CONCURRENCY: NumberSetting = {
  name: "jetemail:concurrency",
  variable: "JETEMAIL_CONCURRENCY",
  meaning: "the most requests in flight",
  max: 64,
  default: 16,
};

/** JetEmail allows 240: the rest is for the dashboard and other machines. */
const REQUESTS_PER_MINUTE: NumberSetting = {
  name: "jetemail:requestsPerMinute",
  variable: "JETEMAIL_REQUESTS_PER_MINUTE",
  meaning: "the most requests to the account in a minute",
  max: 100_000,
  default: 200,
};

/**
 * The account key and the address of the API.
 * @param account the name of a named account; the default one where it is left out.
 * @throws JetEmailError that names the setting and the remedy, and shows no part of a key.
 */
export function connectionFrom(config: StackConfig, env: NodeJS.ProcessEnv, account?: string): Connection {
  const { apiKey, baseUrl, noun, remedy } = accountSettings(config, env, account);
  if (apiKey === "") {
    throw new JetEmailError(201, `No ${noun} is configured. ${remedy}`);
  }
  assertAccountKey({ apiKey, noun, remedy });
  return {
    apiKey,
    baseUrl,
    concurrency: numberFrom(CONCURRENCY, config, env),
    requestsPerMinute: numberFrom(REQUESTS_PER_MINUTE, config, env),
  };
}

/** @throws JetEmailError if it cannot be an account key. */
function assertAccountKey({ apiKey, noun, remedy }: Omit<AccountSettings, "baseUrl">): void {
  if (/^(["'`]).*\1$/s.test(apiKey)) {
    throw new JetEmailError(
      211,
      `The ${noun} is in quotes, which are part of it, since not every tool removes them (\`docker --env-file\` does not). Set it without them. ${remedy}`,
    );
  }
  if (apiKey.startsWith("transactional_")) {
    throw new JetEmailError(
      202,
      `The ${noun} is a transactional key, which can only send e-mail; an account key begins with api_. ${remedy}`,
    );
  }
  // Anything else cannot stand in a header, and the HTTP library would quote it in its error.
  if (!/^[\x21-\x7e]+$/.test(apiKey)) {
    throw new JetEmailError(
      203,
      `The ${noun} contains a space, a line break or a character outside ASCII: it was probably not copied completely. ${remedy}`,
    );
  }
}

/**
 * What is wrong with the configuration, as far as a preview needs to know: it works without an account key, but one that
 * cannot be an account key is a mistake, and so is an account that is not among those that the stack lists.
 */
export function configurationProblem(
  config: StackConfig,
  env: NodeJS.ProcessEnv,
  account?: string,
): string | undefined {
  try {
    numberFrom(CONCURRENCY, config, env);
    numberFrom(REQUESTS_PER_MINUTE, config, env);
    const settings = accountSettings(config, env, account);
    const names = account === undefined ? [] : Object.keys(configuredAccounts(config));
    if (settings.apiKey !== "") {
      assertAccountKey(settings);
    } else if (names.length > 0) {
      throw new JetEmailError(
        204,
        `The JetEmail account "${account}" is not configured; configured are ${names.join(", ")}. ${settings.remedy}`,
      );
    }
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}

/** Whether there is an account key to make requests with. */
export function hasApiKey(config: StackConfig, env: NodeJS.ProcessEnv, account?: string): boolean {
  return accountSettings(config, env, account).apiKey !== "";
}

function numberFrom(setting: NumberSetting, config: StackConfig, env: NodeJS.ProcessEnv): number {
  const configured = fromStack(config, setting.name);
  const text = configured ?? fromEnvironment(env, setting.variable) ?? String(setting.default);
  const number = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (number < 1 || number > setting.max) {
    throw new JetEmailError(
      206,
      `${configured !== undefined ? setting.name : setting.variable} must be a whole number from 1 to ${setting.max}, ${setting.meaning}. Leave it out for ${setting.default}.`,
    );
  }
  return number;
}
