import type { DialectOptions } from "./dialect";
import type { LoggedRequest } from "./requestLog";

/** A domain of the account. */
export interface SimulatedDomain {
  readonly domain: string;
  readonly verified: boolean;
}

/** Read again for every request, so all but `port` and `host` can be changed while the simulator runs. */
export interface SimulatorOptions extends DialectOptions {
  /** The port. @default a free one */
  port?: number | undefined;
  /** The address to listen on; the network can reach any but a loopback address. @default 127.0.0.1 */
  host?: string | undefined;
  /** The account key every call must carry. @default a random `api_…` */
  accountKey?: string | undefined;
  /** How many keys the account may hold before create answers 403. @default unlimited */
  maxKeys?: number | undefined;
  /** The status for an `api_token` that names no key: JetEmail documents none. @default 404 */
  unknownTokenStatus?: number | undefined;
  /** Whether a key that is disabled cannot be rotated: JetEmail does not say. @default false */
  refusesRotationOfDisabled?: boolean | undefined;
  /** The account's domains. @default every domain that a key is approved for, verified */
  domains?: readonly SimulatedDomain[] | undefined;
  /** Entries that the list has after those of the keys, as they are. @default none */
  extraEntries?: readonly unknown[] | undefined;
  /** The clock, in epoch milliseconds. @default Date.now */
  now?: (() => number) | undefined;
  /** How long every request waits before it is handled. @default 0 */
  latencyMs?: number | undefined;
  /** Allowed requests per second; the rest are answered 429 with `Retry-After: 1`. @default unlimited */
  requestsPerSecond?: number | undefined;
  /**
   * Allowed requests in any 60 seconds, for each account. One more blocks the account: until the block is over, all its
   * requests are answered 429, with `Retry-After`. A request counts when it arrives. JetEmail allows 240.
   * @default unlimited
   */
  requestsPerMinute?: number | undefined;
  /** How long a block lasts, in seconds. @default 300 */
  blockFor?: number | undefined;
  /** The clock of `requestsPerMinute` and of blocks, in milliseconds; it never goes back. @default performance.now */
  rateClock?: (() => number) | undefined;
  /** Called with each request once its outcome is known, before the answer leaves. */
  onRequest?: ((request: Readonly<LoggedRequest>) => void) | undefined;
}
