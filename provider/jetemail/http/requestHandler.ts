export type Method = "GET" | "POST" | "PATCH" | "DELETE";

export interface RequestOptions {
  /** Sent as JSON. */
  readonly body?: object | undefined;
  /** The largest response that is read, in bytes. */
  readonly limit: number;
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
  close(): Promise<void>;
}
