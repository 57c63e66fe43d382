import type { z } from "zod";
import { ResponseError } from "../errors/responseError";
import type { Method, Requester } from "./http/transport";
import type { Key, KeySettings } from "./key";
import { SharedList } from "./listCache";
import { acknowledgement, issuedToken, keyList } from "./wire";

const KEYS = "/outbound/transactional-keys";

const KIB = 1024;
/** 10 000 keys of ordinary size, or 500 whose every list is full. */
const LIST_LIMIT = 32 * KIB * KIB;
const ANSWER_LIMIT = 64 * KIB;

/**
 * JetEmail's calls for transactional keys.
 * Each throws `ApiError` for a refusal, `NetworkError` for no answer and `ResponseError` for nonsense.
 */
export class Client {
  readonly #transport: Requester;
  readonly #list: SharedList<Key>;

  /** @param mayWait whether so many creates that wait for a list should wait for more of them. */
  constructor(transport: Requester, mayWait?: (creates: number) => boolean) {
    this.#transport = transport;
    this.#list = new SharedList(() => this.#call("GET", undefined, keyList, { limit: LIST_LIMIT }), mayWait);
  }

  /** All keys, as they were at some instant after this call. Calls that wait at the same time share an answer. */
  async listKeys(): Promise<readonly Key[]> {
    return this.#list.fresh();
  }

  /** The same for a create that was done: it waits for others, a second at most, where that costs no time. */
  async listCreatedKeys(): Promise<readonly Key[]> {
    return this.#list.fresh(true);
  }

  /** All keys, as they were at some instant after the last change that this client made, a minute ago at most. */
  async knownKeys(): Promise<readonly Key[]> {
    return this.#list.recent();
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

  async #call<Answer>(
    method: Method,
    body: object | undefined,
    schema: z.ZodType<Answer>,
    { path = KEYS, limit = ANSWER_LIMIT }: { path?: string; limit?: number } = {},
  ): Promise<Answer> {
    const answer = schema.safeParse(await this.#transport.request(method, path, { body, limit }));
    if (!answer.success) {
      throw new ResponseError(method, path, "it has another shape than JetEmail's reference promises");
    }
    return answer.data;
  }

  async close(): Promise<void> {
    await this.#transport.close();
  }
}
