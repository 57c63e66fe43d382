import { configurationProblem } from "../config/settings";
import type { StackConfig } from "../config/stackConfig";
import { withCode } from "../errors/code";
import { printable } from "../errors/printable";
import { markSecrets, unmarked } from "../shell/secrets";
import type { ArgumentProblem } from "../values/parseArguments";
import { shortHash } from "../values/shortHash";
import { suggestion } from "../values/suggestion";
import { UNKNOWN } from "../values/unknown";
import type { Values } from "./values";

/** The settings of a provider: those of an account, how many requests may be in flight, and how many a minute. */
const SETTINGS = ["apiKey", "baseUrl", "concurrency", "requestsPerMinute"];

/** What Pulumi adds, and what only dynamic resources read from the same namespace. */
const IGNORED = ["version", "pluginDownloadURL", "pluginChecksums", "accounts"];

/** Checks the settings that are known. The account key is secret, whether the user marked it or not. */
export function checkConfig(settings: Values): { inputs: Values; failures: ArgumentProblem[] } {
  const given = Object.fromEntries(
    Object.entries(settings).filter(([name, value]) => !isIgnored(name) && value !== undefined && value !== null),
  );
  const failures = Object.entries(given).flatMap(([name, value]) => {
    const reason = SETTINGS.includes(name) ? problemOf(name, value) : unknownSetting(name);
    // Pulumi prints the value of what a property's name finds; it does not look up the quoted form.
    return reason === undefined ? [] : [{ property: `["${printable(name)}"]`, reason }];
  });
  return { inputs: markSecrets(given, ["apiKey"]), failures };
}

export function isSameConfig(olds: Values, news: Values): boolean {
  return SETTINGS.every((name) => textOf(olds[name]) === textOf(news[name]));
}

/**
 * How the settings are read.
 * @param args the provider's settings, with Pulumi's marks of secrets.
 * @param variables the same as stack config, from engines that send no arguments.
 * @param name of the provider, which only older engines do not send; Pulumi's own begin with `default`.
 */
export function stackConfigOf(args: Values, variables: Record<string, string>, name = "default"): StackConfig {
  const read = (key: string) => textOf(args[key.replace(/^jetemail:/, "")]) ?? variables[key];
  return Object.assign(read, { isExplicit: !name.startsWith("default") });
}

/** Tells configurations apart, without keeping an account key. */
export function fingerprintOfConfig(config: StackConfig): string {
  return shortHash(JSON.stringify(SETTINGS.map((name) => config(`jetemail:${name}`) ?? null)), 64);
}

function problemOf(name: string, value: unknown): string | undefined {
  if (typeof value === "object") {
    return withCode(`jetemail:${name} must be a single value`, 212);
  }
  return value === UNKNOWN
    ? undefined
    : configurationProblem((key) => (key === `jetemail:${name}` ? textOf(value) : undefined), {});
}

function unknownSetting(name: string): string {
  return withCode(
    `jetemail:${printable(name)} is no setting${suggestion(name, SETTINGS)} The settings are ${SETTINGS.join(", ")}`,
    213,
  );
}

function isIgnored(name: string): boolean {
  return name.startsWith("__") || IGNORED.includes(name);
}

function textOf(value: unknown): string | undefined {
  const plain = unmarked(value);
  return plain === undefined || plain === null ? undefined : String(plain);
}
