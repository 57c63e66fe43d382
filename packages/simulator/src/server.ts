import { setMaxListeners } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from "fastify";
import type { Account } from "./account";
import { API_CALLS, type ApiCall } from "./apiCalls";
import { type Answer, CALLS, type Call, refuse } from "./calls";
import { DOCUMENTED_ERRORS } from "./createKeyRequest";
import { renderIncompleteList } from "./dialect";
import type { Fault, Faults } from "./faults";
import type { SimulatorOptions } from "./options";
import type { LoggedRequest } from "./requestLog";
import { TokenBucket } from "./tokenBucket";

/** What the server serves and writes to. */
export interface Backend {
  /** The account of an account key. */
  accountOf(accountKey: string): Account | undefined;
  faults: Faults;
  requests: LoggedRequest[];
  /** The requests that are handled after their answer. */
  pending: Set<Promise<unknown>>;
  options: SimulatorOptions;
}

/** A request that a fault hits: before it is handled, or with its answer. */
interface Exchange {
  readonly entry: LoggedRequest;
  readonly reply: FastifyReply;
  readonly run: () => Answer;
  readonly account: Account | undefined;
  readonly answer?: Answer;
}

/** The HTTP side: logs each request, applies the faults, checks the account key and runs the call. */
export function createServer({ accountOf, faults, requests, pending, options }: Backend): FastifyInstance {
  const app = fastify({ forceCloseConnections: true, exposeHeadRoutes: false });
  const closing = new AbortController();
  const bucket = new TokenBucket();
  setMaxListeners(0, closing.signal);
  app.addHook("preClose", async () => closing.abort());

  // Bodies are parsed in the handler, so that a body that is not JSON is logged and answered in the API's shape.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { parseAs: "string" }, (_request, text, done) => done(null, text));

  for (const [name, { method, path }] of Object.entries(API_CALLS)) {
    app.route({ method, url: path, handler: serve(CALLS[name as ApiCall]) });
  }
  app.setNotFoundHandler(serve(() => refuse(404, "Not found")));
  app.setErrorHandler<Error & { statusCode?: number }>((error, request, reply) => {
    const status = error.statusCode ?? 500;
    return send(reply, record(request), refuse(status, status < 500 ? error.message : DOCUMENTED_ERRORS[500]));
  });
  return app;

  function serve(call: Call) {
    return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
      const entry = record(request);
      const account = accountOf(accountKeyOf(request));
      const blockedFor = account?.rateLimit.arrive();
      if (!(await pause(options.latencyMs))) {
        return reply.hijack();
      }
      if (blockedFor !== undefined) {
        return tooMany(reply, entry, blockedFor);
      }
      if (options.requestsPerSecond && !bucket.take(options.requestsPerSecond)) {
        return tooMany(reply, entry, 1);
      }
      const run = () => handle(call, account, request, entry);
      if (await strike(faults.claim("before", entry), { entry, reply, run, account })) {
        return reply;
      }
      const answer = run();
      if (
        account &&
        answer.status === 200 &&
        (await strike(faults.claim("after", entry), { entry, reply, run, account, answer }))
      ) {
        return reply;
      }
      return send(reply, entry, answer);
    };
  }

  function record(request: FastifyRequest): LoggedRequest {
    const { method, url, headers, body } = request;
    const path = url.split("?")[0] ?? url;
    const entry: LoggedRequest = {
      method,
      path,
      headers: { ...headers },
      body: typeof body === "string" ? parse(body) : undefined,
      status: null,
      committed: false,
    };
    requests.push(entry);
    return entry;
  }

  function handle(call: Call, account: Account | undefined, request: FastifyRequest, entry: LoggedRequest): Answer {
    if (!account) {
      return refuse(401, DOCUMENTED_ERRORS[401]);
    }
    if (request.body !== undefined && !isJson(request.headers["content-type"])) {
      return refuse(400, "The Content-Type must be application/json");
    }
    const answer = call(account, entry.body, options);
    entry.committed = answer.committed;
    return answer;
  }

  /** Applies the faults. @returns whether they ended the request. */
  async function strike(hits: Fault[], { entry, reply, run, account, answer }: Exchange): Promise<boolean> {
    for (const fault of hits) {
      if (!(await pause(fault.delayMs))) {
        reply.hijack();
        return true;
      }
      if (account && "blocksFrom" in fault) {
        account.rateLimit.block();
        tooMany(reply, entry, account.rateLimit.refuse());
        return true;
      }
      if (account && answer && "storesLess" in fault) {
        account.storeLess();
      }
      if (account && answer && "list" in fault) {
        answer.body = renderIncompleteList(account, fault.list, options);
      }
      if ("status" in fault) {
        const { status, headers, body = refuse(status, "Simulated fault").body, commitAfterMs } = fault;
        send(reply.headers(headers ?? {}), entry, { status, body });
        if (commitAfterMs !== undefined) {
          pending.add(pause(commitAfterMs).then((isOpen) => isOpen && run()));
        }
        return true;
      }
      if ("reset" in fault || "hang" in fault || "truncate" in fault) {
        reply.hijack();
        if ("truncate" in fault) {
          truncate(reply, entry, answer?.body ?? { success: true, message: "Incomplete" });
        } else {
          finish(entry, null);
        }
        if ("reset" in fault) {
          reply.raw.socket?.resetAndDestroy();
        }
        return true;
      }
    }
    return false;
  }

  function truncate(reply: FastifyReply, entry: LoggedRequest, body: object): void {
    const bytes = Buffer.from(JSON.stringify(body));
    finish(entry, 200);
    reply.raw.writeHead(200, { "content-type": "application/json", "content-length": bytes.length });
    reply.raw.write(bytes.subarray(0, bytes.length / 2), () => reply.raw.destroy());
  }

  function tooMany(reply: FastifyReply, entry: LoggedRequest, retryAfter: number) {
    return send(reply.header("retry-after", String(retryAfter)), entry, refuse(429, "Too many requests"));
  }

  function send(reply: FastifyReply, entry: LoggedRequest, answer: { status: number; body: string | object }) {
    const { status, body } = answer;
    finish(entry, status);
    reply.header("date", new Date((options.now ?? Date.now)()).toUTCString());
    if (!reply.hasHeader("content-type")) {
      reply.header("content-type", typeof body === "string" ? "text/plain" : "application/json");
    }
    return reply.code(status).send(typeof body === "string" ? body : JSON.stringify(body));
  }

  function finish(entry: LoggedRequest, status: number | null): void {
    entry.status = status;
    options.onRequest?.(entry);
  }

  /** @returns false if the simulator was closed meanwhile: the request must not be handled then. */
  async function pause(milliseconds = 0): Promise<boolean> {
    if (milliseconds > 0) {
      await sleep(milliseconds, undefined, { signal: closing.signal }).catch(() => {});
    }
    return !closing.signal.aborted;
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function accountKeyOf({ headers }: FastifyRequest): string {
  return /^Bearer (.+)$/.exec(headers.authorization ?? "")?.[1] ?? "";
}

function isJson(contentType: string | undefined): boolean {
  return contentType?.split(";")[0]?.trim().toLowerCase() === "application/json";
}
