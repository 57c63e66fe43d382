import type { Operation } from "./operation";

export type Method = "GET" | "POST" | "PATCH" | "DELETE";

export interface RequestOptions {
  /** Sent as JSON. */
  readonly body?: object | undefined;
  /** The largest response that is read, in bytes. */
  readonly limit: number;
  /** The operations that share the response, as they are when the request leaves. @default the one that makes the request */
  readonly sharers?: ReadonlySet<Operation> | undefined;
  /** Called each time the request leaves. */
  readonly onSend?: (() => void) | undefined;
  /**
   * Marks a request that can be done without: it goes after all others, is sent once and only if the rate limit does not hold it
   * back, and ends as soon as this aborts, whatever it waits for.
   */
  readonly dispensable?: AbortSignal | undefined;
}

/** A successful response. */
export interface ParsedResponse {
  readonly body: unknown;
  /** By their names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
}

/** Sends a request and parses a successful response. */
export interface RequestHandler {
  request(method: Method, path: string, options: RequestOptions): Promise<ParsedResponse>;
  /** Waits until the rate limit leaves room for so many requests of the operation in progress, and keeps it for them. */
  reserve?(requests: number, path: string): Promise<void>;
  close(): Promise<void>;
}
