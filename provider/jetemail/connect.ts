import { Client } from "./client";
import type { RateLimiterOptions } from "./http/rateLimiter";
import { rateLimiterOf } from "./http/rateLimiters";
import { Retry, type RetryOptions } from "./http/retry";
import { Transport } from "./http/transport";
import type { RateLimitSettings } from "./http/waiter";

/** Where to reach which JetEmail account. Lives in the provider process only: never in inputs, outputs or state. */
export interface Connection {
  readonly apiKey: string;
  readonly baseUrl: URL;
  /** How many requests may be in flight. */
  readonly concurrency: number;
  /** How many requests the processes of this user on this machine may send to the account in a minute. */
  readonly requestsPerMinute: number;
}

export interface ConnectOptions extends RetryOptions, Omit<RateLimitSettings, "concurrency" | "requestsPerMinute"> {
  readonly rateLimits?: Partial<RateLimiterOptions> | undefined;
}

/** A client of one account: its requests keep to JetEmail's rate limit, and are retried when that is safe. */
export function connect(connection: Connection, options: ConnectOptions = {}): Client {
  const { concurrency, requestsPerMinute } = connection;
  const { signal, onPacing, onBlock, rateLimits } = options;
  const settings: RateLimitSettings = { concurrency, requestsPerMinute, signal, onPacing, onBlock };
  const transport = new Transport({ ...connection, connections: concurrency });
  return new Client(new Retry(transport, rateLimiterOf(connection, rateLimits), settings, options));
}
