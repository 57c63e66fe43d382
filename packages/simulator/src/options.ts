import type { DialectOptions } from "./dialect";
import type { LoggedRequest } from "./requestLog";

/** Read anew for every request, so a test may change any of them (but `port` and `host`) while the simulator runs. */
export interface SimulatorOptions extends DialectOptions {
  /** The port. @default a free one */
  port?: number | undefined;
  /** The address to listen on. Another than a loopback one lets the network in. @default 127.0.0.1 */
  host?: string | undefined;
  /** The account key every call must carry. @default a random `api_…` */
  accountKey?: string | undefined;
  /** How many keys the account may hold before create answers 403. @default unlimited */
  maxKeys?: number | undefined;
  /** The status for an `api_token` that names no key: JetEmail documents none. @default 404 */
  unknownTokenStatus?: number | undefined;
  /** The clock, in epoch milliseconds. @default Date.now */
  now?: (() => number) | undefined;
  /** How long every request waits before it is handled. @default 0 */
  latencyMs?: number | undefined;
  /** How many requests a second are let pass; others are answered 429 with `Retry-After: 1`. @default unlimited */
  requestsPerSecond?: number | undefined;
  /** Called with each request once its outcome is known, before the answer leaves. */
  onRequest?: ((request: Readonly<LoggedRequest>) => void) | undefined;
}
