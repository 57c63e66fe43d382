import type { dynamic } from "@pulumi/pulumi";
import type { StackConfig } from "../../provider/config/stackConfig";
import { createProvider } from "../../provider/dynamic/createProvider";
import { Log } from "../../provider/dynamic/log";
import type { RetryOptions } from "../../provider/jetemail/http/retry";
import { key } from "../../provider/key/resource";
import { pair } from "../../provider/pair/resource";
import type { Run } from "../../provider/run/run";
import { shown } from "./shown";

/** All seven methods, since Pulumi's interface calls most of them optional. */
export type Provider = Required<dynamic.ResourceProvider>;

/** For a run whose requests fail at once, however JetEmail fails: retries are tested with `Retry`. */
export const NO_RETRIES: RetryOptions = { limits: { maxAttempts: 1, totalTimeout: 0 } };

export const PROVIDER = "exports.handler = () => {}";

/** An error that hands Pulumi what it must save. */
export type Partial = Error & { id: string; properties: Record<string, unknown>; reasons: string[] };

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

/** Pulumi's mark of a secret. */
export function secret(value: unknown) {
  return { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", value };
}

/** The outputs as Pulumi keeps them and hands them in again: secrets unwrapped, the provider added. */
export function stateOf(outs: Record<string, unknown> = {}): Record<string, unknown> {
  const isSecret = (value: unknown): value is { value: unknown } =>
    typeof value === "object" && value !== null && "4dabf18193072939515e22adb298388d" in value;
  const unwrapped = Object.entries(outs).map(([name, value]) => [name, isSecret(value) ? value.value : value]);
  return { ...asSent(Object.fromEntries(unwrapped)), __provider: PROVIDER };
}

/** Properties after their way through the protocol, which is JSON. */
export function asSent(properties: object): Record<string, unknown> {
  return JSON.parse(JSON.stringify(properties)) as Record<string, unknown>;
}

/** The paths of everything that is undefined: Pulumi could not send it. */
export function undefinedIn(value: unknown, path = "result"): string[] {
  if (typeof value === "object" && value !== null) {
    return Object.entries(value).flatMap(([key, item]) => undefinedIn(item, `${path}.${key}`));
  }
  return value === undefined ? [path] : [];
}

/** Pulumi prints a stack, and takes an id, a code or details for its own protocol. */
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
