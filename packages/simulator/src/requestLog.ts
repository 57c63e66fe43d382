import type { IncomingHttpHeaders } from "node:http";

/** One request the simulator received, in the order of arrival. */
export interface LoggedRequest {
  method: string;
  /** Without the query. */
  path: string;
  /** As received, the account key included. */
  headers: IncomingHttpHeaders;
  /** Parsed; the text itself if it is not JSON; undefined without a body. */
  body: unknown;
  /** The status answered; null until then, and after a reset or a hang. */
  status: number | null;
  /** Whether the request changed the account, whatever was answered. */
  committed: boolean;
}
