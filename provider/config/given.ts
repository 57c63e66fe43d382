import { JetEmailError } from "../errors/jetEmailError";
import type { StackConfig } from "./stackConfig";

/** Reading settings where they are given. White space around a value does not count. */

/** @throws JetEmailError if the setting is given and empty: what lies behind it, such as another account, was not meant. */
export function fromStack(config: StackConfig, setting: string): string | undefined {
  return notEmpty(config(setting), setting);
}

/** An empty variable counts as not set: pipelines pass secrets that they do not have as empty ones. */
export function fromEnvironment(env: NodeJS.ProcessEnv, variable: string): string | undefined {
  return env[variable]?.trim() || undefined;
}

/** @throws JetEmailError if the text is empty. */
export function notEmpty(text: string | undefined, setting: string): string | undefined {
  const value = text?.trim();
  if (value === "") {
    throw new JetEmailError(
      214,
      `${setting} is empty, perhaps because what it is taken from is not set. Give it a value, or leave it out.`,
    );
  }
  return value;
}
