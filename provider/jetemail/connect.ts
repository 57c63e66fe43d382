import { isRateLimit } from "../errors/failures";
import { Client } from "./client";
import { AdaptiveLimiter } from "./http/adaptiveLimiter";
import { Retry, type RetryOptions } from "./http/retry";
import { Transport } from "./http/transport";

/** Where to reach which JetEmail account. Lives in the provider process only: never in inputs, outputs or state. */
export interface Connection {
  readonly apiKey: string;
  readonly baseUrl: URL;
  /** How many requests may be in flight. */
  readonly concurrency: number;
}

/** A client of one account: its requests are bounded in number, and retried when that is safe. */
export function connect({ concurrency, ...connection }: Connection, retryOptions: RetryOptions = {}): Client {
  const limiter = new AdaptiveLimiter(concurrency);
  const transport = new Transport({ ...connection, connections: concurrency });
  const retry = new Retry(transport, {
    ...retryOptions,
    onRetry: (failure, sentAt) => {
      if (isRateLimit(failure)) {
        limiter.backOff(sentAt);
      }
      retryOptions.onRetry?.(failure, sentAt);
    },
  });
  return new Client(limiter.wrap(retry));
}
