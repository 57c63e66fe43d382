export type Method = "GET" | "POST" | "PATCH" | "DELETE";

export interface RequestOptions {
  /** Sent as JSON. */
  readonly body?: object | undefined;
  /** The largest response that is read, in bytes. */
  readonly limit: number;
}

/** Sends a request and returns the parsed body of a successful response. */
export interface RequestHandler {
  request(method: Method, path: string, options: RequestOptions): Promise<unknown>;
  close(): Promise<void>;
}
