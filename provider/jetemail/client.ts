import type { z } from "zod";
import { ResponseError } from "../errors/responseError";
import type { SendingDomain } from "./domain";
import { type Operation, outsideOperation, untilDeadline } from "./http/operation";
import type { Method, ParsedResponse, RequestHandler, RequestOptions } from "./http/requestHandler";
import type { KeySettings } from "./key";
import type { KeyList } from "./keyList";
import { type BatchPolicy, ListCache } from "./listCache";
import { acknowledgement, domainList, issuedToken, keyList } from "./wire";

const KEYS = "/outbound/transactional-keys";
const DOMAINS = "/outbound/domains";

const KIB = 1024;
/** 10 000 keys of ordinary size, or 500 whose every list is full. */
const LIST_LIMIT = 32 * KIB * KIB;
const RESPONSE_LIMIT = 64 * KIB;

/**
 * How recent a list has to be:
 * - `strict`: fetched after the call, so that it shows what the caller has done;
 * - `batched`: the same, but the fetch may be delayed, by a second at most, for others to share it;
 * - `cached`: fetched after the last change that this client made, a minute ago at most.
 */
export type Freshness = "strict" | "batched" | "cached";

/**
 * JetEmail's calls for transactional keys.
 * Each throws `ApiError` for a refusal, `NetworkError` for no response and `ResponseError` for nonsense.
 * @see https://jetemail.com/docs/api-reference/outbound/get-transactional-api-keys
 */
export class Client {
  readonly #handler: RequestHandler;
  readonly #list: ListCache<KeyList>;

  constructor(handler: RequestHandler) {
    this.#handler = handler;
    this.#list = new ListCache((sharers, onSend) =>
      outsideOperation(() => this.#call("GET", undefined, keyList, { limit: LIST_LIMIT, sharers, onSend })),
    );
  }

  /** @param batch decides how long a `batched` list waits for others; without it, not at all. */
  async listKeys(freshness: Freshness = "strict", batch?: BatchPolicy): Promise<KeyList> {
    const list =
      freshness === "cached" ? this.#list.cached() : this.#list.fetch(freshness === "batched" ? batch : undefined);
    return untilDeadline(list);
  }

  /** Lets what is kept free for an operation be used for a list that it waits for, by way of others. */
  shareList(operation: Operation): void {
    this.#list.join(operation);
  }

  /**
   * Waits until the rate limit leaves room for so many requests, and keeps it for the operation in progress: none of them has
   * to wait while the operation has a token that is saved nowhere.
   */
  async reserve(requests: number): Promise<void> {
    await this.#handler.reserve?.(requests, KEYS);
  }

  /** @returns the new key's token, which JetEmail hands out here. */
  async createKey(settings: KeySettings): Promise<string> {
    return this.#list.change(() => this.#call("POST", settings, issuedToken));
  }

  async updateKey(token: string, settings: Partial<KeySettings>): Promise<void> {
    await this.#list.change(() => this.#call("PATCH", { api_token: token, ...settings }, acknowledgement));
  }

  /** A call of its own, because JetEmail ignores every other field beside `status`. */
  async setEnabled(token: string, enabled: boolean): Promise<void> {
    await this.#list.change(() => this.#call("PATCH", { api_token: token, status: enabled ? 1 : 0 }, acknowledgement));
  }

  /** @returns the new token. The one given is invalid at once; one that is invalid already is refused. */
  async rotateKey(token: string): Promise<string> {
    return this.#list.change(() => this.#call("POST", { api_token: token }, issuedToken, { path: `${KEYS}/rotate` }));
  }

  async deleteKey(token: string): Promise<void> {
    await this.#list.change(() => this.#call("DELETE", { api_token: token }, acknowledgement));
  }

  async #call<Body>(
    method: Method,
    body: object | undefined,
    schema: z.ZodType<Body, ParsedResponse>,
    { path = KEYS, ...options }: Partial<RequestOptions> & { readonly path?: string } = {},
  ): Promise<Body> {
    const response = await this.#handler.request(method, path, { body, limit: RESPONSE_LIMIT, ...options });
    const parsed = schema.safeParse(response);
    if (!parsed.success) {
      throw new ResponseError(method, path, "its shape differs from JetEmail's reference");
    }
    return parsed.data;
  }

  /** The domains of the account, verified or not. @param until ends the request: it can be done without. */
  async listDomains(until: AbortSignal): Promise<readonly SendingDomain[]> {
    return this.#call("GET", undefined, domainList, { path: DOMAINS, limit: LIST_LIMIT, dispensable: until });
  }

  async close(): Promise<void> {
    await this.#handler.close();
  }
}
