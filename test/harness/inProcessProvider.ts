import type { dynamic } from "@pulumi/pulumi";
import type { StackConfig } from "../../provider/config/stackConfig";
import { createProvider } from "../../provider/dynamic/createProvider";
import { Log } from "../../provider/dynamic/log";
import { key } from "../../provider/key/resource";
import { pair } from "../../provider/pair/resource";
import { Run, type RunOptions } from "../../provider/run/run";
import { SHORT_WAITS } from "./jetEmail";
import { shown } from "./shown";
import type { Simulator } from "./simulator";

/** The dynamic providers of keys and pairs in the process of the test, called as Pulumi's process calls them. */

/** All seven methods, since Pulumi's interface calls most of them optional. */
export type Provider = Required<dynamic.ResourceProvider>;

export type Properties = Record<string, unknown>;

/** An error with what Pulumi must save of an operation that failed halfway. */
export type PartialFailure = Error & { id: string; properties: Properties; reasons: string[] };

/** Each request is sent once, whatever its response: `Retry` has tests of its own. */
export const NO_RETRIES: RunOptions = {
  limits: { maxAttempts: 1, totalTimeout: 0 },
  rateLimits: { maxBlockedTime: 0 },
  waits: SHORT_WAITS,
};

/** Stands in for the reference to the provider that the SDK adds to the inputs. */
export const PROVIDER = "exports.handler = () => {}";

/** A run of Pulumi that is configured for the simulated account by its environment. */
export function runOf({ accountKey, url }: Simulator, env: NodeJS.ProcessEnv = {}): Run {
  return new Run({ JETEMAIL_API_KEY: accountKey, JETEMAIL_BASE_URL: url, ...env }, NO_RETRIES);
}

export function keyProviderOf(run: Run): Provider {
  return createProvider(key, run, new Log()) as unknown as Provider;
}

export function pairProviderOf(run: Run): Provider {
  return createProvider(pair, run, new Log()) as unknown as Provider;
}

export function stackConfig(values: Record<string, string>): StackConfig {
  return (name) => values[name];
}

/** The request with which Pulumi's process configures a provider. */
export function configureRequest(values: Record<string, string>): dynamic.ConfigureRequest {
  return { config: { get: stackConfig(values) } } as unknown as dynamic.ConfigureRequest;
}

/** A value with Pulumi's mark of a secret. */
export function secret(value: unknown) {
  return { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", value };
}

/** Outputs as Pulumi saves them and passes them back: without secret marks, and with the provider's reference. */
export function stateOf(outs: Properties = {}): Properties {
  const isSecret = (value: unknown): value is { value: unknown } =>
    typeof value === "object" && value !== null && "4dabf18193072939515e22adb298388d" in value;
  const unwrapped = Object.entries(outs).map(([name, value]) => [name, isSecret(value) ? value.value : value]);
  return { ...asSent(Object.fromEntries(unwrapped)), __provider: PROVIDER };
}

/** Properties after their way through the protocol, which is JSON. */
export function asSent(properties: object): Properties {
  return JSON.parse(JSON.stringify(properties)) as Properties;
}

/** The paths of all values that are undefined: the protocol cannot carry them. */
export function undefinedIn(value: unknown, path = "result"): string[] {
  if (typeof value === "object" && value !== null) {
    return Object.entries(value).flatMap(([key, item]) => undefinedIn(item, `${path}.${key}`));
  }
  return value === undefined ? [path] : [];
}

/** Collects what a file's tests write to stdout, which is where Pulumi takes a provider's log lines from. */
export function useCapturedOutput(): readonly string[] {
  const lines: string[] = [];
  beforeEach(() => {
    lines.length = 0;
    jest.spyOn(process.stdout, "write").mockImplementation((text) => lines.push(String(text)) > 0);
  });
  afterEach(() => {
    jest.restoreAllMocks();
  });
  return lines;
}

/** Expects an error with a message only: Pulumi prints a stack, and gives a meaning to `id`, `code` and `details`. */
export function expectOnlyAMessage(error: Error, ...secrets: string[]): void {
  expect(error.constructor).toBe(Error);
  expect(Object.getOwnPropertyNames(error).sort()).toEqual(["message", "stack"]);
  expect(error.stack).toBe("");
  for (const hidden of secrets) {
    expect(shown(error)).not.toContain(hidden);
  }
  expect(error.cause).toBeUndefined();
}

export function expectOneLine(message: string): void {
  for (const control of ["\r", "\n", "\u001b"]) {
    expect(message).not.toContain(control);
  }
}
