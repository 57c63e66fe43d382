import { Agent, type Dispatcher, EnvHttpProxyAgent, request } from "undici";
import { ApiError } from "../../errors/apiError";
import { JetEmailError } from "../../errors/jetEmailError";
import { NetworkError } from "../../errors/networkError";
import { ProxyError } from "../../errors/proxyError";
import { ResponseError } from "../../errors/responseError";
import { parseJson } from "../../values/parseJson";
import { refusal } from "./refusal";
import type { Method, ParsedResponse, RequestHandler, RequestOptions } from "./requestHandler";
import { packageVersion } from "./version";

export interface TransportOptions {
  readonly apiKey: string;
  /** `https`, or `http` to a loopback address. */
  readonly baseUrl: URL;
  readonly timeouts?: Partial<Timeouts> | undefined;
  /** Kept alive, and shared by all calls. */
  readonly connections?: number;
}

/** In milliseconds. */
export interface Timeouts {
  connect: number;
  /** From the request sent to the first byte of the response, and between two parts of its body. */
  response: number;
  /** For the whole exchange. */
  total: number;
}

const TIMEOUTS: Timeouts = { connect: 10_000, response: 30_000, total: 60_000 };
const MAX_HEADER_SIZE = 16 * 1024;

/** A year, in milliseconds: what is longer may be no date any more. */
const LONGEST_WAIT = 365 * 24 * 60 * 60 * 1000;

/** JSON over HTTP to one account: one keep-alive pool, bounded in time and size, redirects not followed. */
export class Transport implements RequestHandler {
  readonly #apiKey: string;
  readonly #baseUrl: URL;
  readonly #timeouts: Timeouts;
  readonly #dispatcher: Dispatcher;

  constructor({ apiKey, baseUrl, timeouts, connections = 1 }: TransportOptions) {
    this.#apiKey = apiKey;
    this.#baseUrl = baseUrl;
    this.#timeouts = { ...TIMEOUTS, ...timeouts };
    const pool = {
      connections,
      maxHeaderSize: MAX_HEADER_SIZE,
      headersTimeout: this.#timeouts.response,
      bodyTimeout: this.#timeouts.response,
      // Said outright, so that NODE_TLS_REJECT_UNAUTHORIZED=0 in a pipeline cannot switch verification off.
      connect: { timeout: this.#timeouts.connect, rejectUnauthorized: true },
    };
    // Plain http is for a loopback address: a proxy would see the account key in clear.
    this.#dispatcher = baseUrl.protocol === "http:" ? new Agent(pool) : proxied(pool);
  }

  async request(method: Method, path: string, options: RequestOptions): Promise<ParsedResponse> {
    const { status, text, headers } = await this.#exchange(method, path, options);
    const body = parseJson(text);
    const refused = refusal.safeParse(body);
    if (status < 200 || status > 299 || refused.success) {
      throw new ApiError({
        status,
        method,
        path,
        reason: refused.data?.error?.replace(occurrencesOf(this.#apiKey), "[secret]"),
        retryAfter: retryAfterOf(headers),
      });
    }
    if (body === undefined) {
      throw new ResponseError(method, path, "it is not JSON");
    }
    return { body, headers };
  }

  async #exchange(method: Method, path: string, { body, limit, dispensable }: RequestOptions) {
    const { origin, pathname } = this.#baseUrl;
    const timeout = AbortSignal.timeout(this.#timeouts.total);
    try {
      const response = await request(`${origin}${pathname.replace(/\/+$/, "")}${path}`, {
        method,
        dispatcher: this.#dispatcher,
        // Else undici ends the connection after a DELETE with a body, which JetEmail asks for, and each call needs a TLS handshake.
        reset: false,
        signal: dispensable ? AbortSignal.any([timeout, dispensable]) : timeout,
        headers: {
          authorization: `Bearer ${this.#apiKey}`,
          accept: "application/json",
          "user-agent": `pulumi-jetemail/${packageVersion()}`,
          ...(body && { "content-type": "application/json" }),
        },
        body: body ? JSON.stringify(body) : null,
      });
      return {
        status: response.statusCode,
        text: await readAtMost(limit, response.body, method, path),
        headers: singleValued(response.headers),
      };
    } catch (error) {
      if (error instanceof JetEmailError) {
        throw error;
      }
      const proxyStatus = proxyStatusOf(error);
      throw proxyStatus === undefined
        ? new NetworkError(origin, method, path, error)
        : new ProxyError(proxyStatus, origin, method, path);
    }
  }

  async close(): Promise<void> {
    await this.#dispatcher.destroy();
  }
}

function proxied(pool: Agent.Options & { connect: { timeout: number; rejectUnauthorized: boolean } }): Dispatcher {
  try {
    // Behind a proxy, undici looks at these and not at `connect`.
    const { timeout, ...tls } = pool.connect;
    return new EnvHttpProxyAgent({
      ...pool,
      ...proxies(process.env),
      connectTimeout: timeout,
      requestTls: tls,
      proxyTls: tls,
    });
  } catch {
    // The value itself is not shown: it may carry a password.
    throw new JetEmailError(
      210,
      "HTTPS_PROXY or HTTP_PROXY is not a proxy address. Use an address such as http://proxy.example:3128.",
    );
  }
}

/** An address without a scheme is http, as for curl and Go. */
function proxies(env: NodeJS.ProcessEnv): { httpProxy?: string; httpsProxy?: string } {
  const complete = (address: string) => (/^[a-z][a-z\d+.-]*:\/\//i.test(address) ? address : `http://${address}`);
  const { http_proxy: http = env.HTTP_PROXY, https_proxy: https = env.HTTPS_PROXY } = env;
  return { ...(http && { httpProxy: complete(http) }), ...(https && { httpsProxy: complete(https) }) };
}

/** An account key wherever a server repeats it, as it is or encoded. An account key need not look like one. */
function occurrencesOf(apiKey: string): RegExp {
  const forms = [apiKey, encodeURIComponent(apiKey), JSON.stringify(apiKey).slice(1, -1)];
  const literals = forms.map((form) => form.replace(/[^A-Za-z0-9]/g, "\\$&"));
  return new RegExp(literals.sort((a, b) => b.length - a.length).join("|"), "gi");
}

/** The status by which a proxy refused a tunnel: undici tells it in the text of its error alone. */
function proxyStatusOf(error: unknown): number | undefined {
  const { code, message } = error as { code?: unknown; message?: unknown };
  const [, status] = code === "UND_ERR_ABORTED" ? (/^Proxy response \((\d{3})\)/.exec(String(message)) ?? []) : [];
  return status === undefined ? undefined : Number(status);
}

async function readAtMost(limit: number, body: Dispatcher.ResponseData["body"], method: string, path: string) {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit) {
      // Leaving the loop destroys the stream, so no more of it is read.
      throw new ResponseError(method, path, `it is larger than ${limit / 1024} KiB`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function singleValued(headers: Dispatcher.ResponseData["headers"]): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value].flat().join(", ")]));
}

/**
 * `Retry-After` in milliseconds: a number of seconds, or a date (RFC 9110, 10.2.3), which is compared with that of the
 * response, since this machine's clock may be wrong.
 */
function retryAfterOf({ "retry-after": text, date = "" }: Record<string, string | undefined>): number | undefined {
  if (text === undefined || text.length > 40) {
    return undefined;
  }
  const sentAt = Date.parse(date);
  const wait = /^\d+$/.test(text)
    ? Number(text) * 1000
    : Date.parse(text) - (Number.isNaN(sentAt) ? Date.now() : sentAt);
  return Number.isNaN(wait) ? undefined : Math.min(Math.max(0, wait), LONGEST_WAIT);
}
