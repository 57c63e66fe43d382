import { Client } from "./client";
import { Throttle } from "./http/limiter";
import { isRateLimit, Retry, type RetryOptions } from "./http/retry";
import { Transport } from "./http/transport";

/** Where to reach which JetEmail account. Lives in the provider process only: never in inputs, outputs or state. */
export interface Connection {
  readonly apiKey: string;
  readonly baseUrl: URL;
  /** How many calls may be under way at once. */
  readonly concurrency: number;
}

/** A client of one account: its calls are bounded in number, and repeated where that cannot do anything twice. */
export function connect(
  { concurrency, ...connection }: Connection,
  retrying: RetryOptions = {},
  mayWait?: (creates: number) => boolean,
): Client {
  const transport = new Transport({ ...connection, connections: concurrency });
  const onRepeat = (failure: unknown, sent: number) => {
    if (isRateLimit(failure)) {
      throttle.slowDown(sent);
    }
    retrying.onRepeat?.(failure, sent);
  };
  const throttle = new Throttle(new Retry(transport, { ...retrying, onRepeat }), concurrency);
  return new Client(throttle, mayWait);
}
