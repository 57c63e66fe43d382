import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { ApiError } from "../../../../provider/errors/apiError";
import { InterruptedError } from "../../../../provider/errors/interruptedError";
import { NetworkError } from "../../../../provider/errors/networkError";
import { ResponseError } from "../../../../provider/errors/responseError";
import { Client } from "../../../../provider/jetemail/client";
import { inOperation } from "../../../../provider/jetemail/http/operation";
import { RateLimiter } from "../../../../provider/jetemail/http/rateLimiter";
import type { Method, RequestHandler } from "../../../../provider/jetemail/http/requestHandler";
import { Retry, type RetryOptions } from "../../../../provider/jetemail/http/retry";
import { Transport } from "../../../../provider/jetemail/http/transport";
import { SharedFolder } from "../../../../provider/processes/sharedFolder";
import { type Simulator, startSimulator } from "../../../harness/simulator";

const PATH = "/outbound/transactional-keys";
const RESPONSE = { body: {}, headers: {} };
const QUICK = { baseDelay: 1, maxDelay: 2 };

const status = (code: number, retryAfter?: number) =>
  new ApiError({ status: code, method: "GET", path: PATH, retryAfter });
const network = (code: string) =>
  new NetworkError("https://api.example", "GET", PATH, Object.assign(new Error(code), { code }));

/** Fails with each error in turn, then succeeds. */
function failing(...errors: unknown[]): RequestHandler & { requests: number } {
  return {
    requests: 0,
    async request() {
      const error = errors[this.requests++];
      if (error !== undefined) {
        throw error;
      }
      return RESPONSE;
    },
    async close() {},
  };
}

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "jetemail-retry-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

interface Options extends RetryOptions {
  readonly signal?: AbortSignal;
  readonly onBlock?: () => void;
}

function retrying(handler: RequestHandler, { signal, onBlock, ...options }: Options = {}): Retry {
  const limiter = new RateLimiter(new SharedFolder("account", folder), { baseBackoff: 1, maxBackoff: 2 });
  const settings = { requestsPerMinute: 100_000, concurrency: 16, signal, onBlock };
  return new Retry(handler, limiter, settings, { limits: QUICK, ...options });
}

const send = (handler: RequestHandler, method: Method, options: Options = {}) =>
  retrying(handler, options).request(method, PATH, { limit: 1 });

describe("a POST", () => {
  test.each(["EAI_AGAIN", "ECONNREFUSED", "EHOSTUNREACH", "ENETUNREACH", "ENOTFOUND", "UND_ERR_CONNECT_TIMEOUT"])(
    "is retried after %s, since nothing was sent",
    async (code) => {
      await expect(send(failing(network(code)), "POST")).resolves.toBe(RESPONSE);
    },
  );

  test.each([
    ["a connection reset", network("ECONNRESET")],
    ["a timeout", network("UND_ERR_HEADERS_TIMEOUT")],
    ["a server error", status(500)],
    ["a bad gateway", status(502)],
    ["an unusable response", new ResponseError("POST", PATH, "it is not JSON")],
  ])("is not retried after %s, since it may have arrived", async (_what, error) => {
    const handler = failing(error);
    await expect(send(handler, "POST")).rejects.toBe(error);
    expect(handler.requests).toBe(1);
  });
});

test.each(["GET", "POST", "PATCH", "DELETE"] as const)("retries a %s after a rate limit", async (method) => {
  const handler = failing(status(429), status(429));
  await expect(send(handler, method)).resolves.toBe(RESPONSE);
  expect(handler.requests).toBe(3);
});

test.each(["GET", "PATCH", "DELETE"] as const)(
  "retries a %s after a connection reset and a server error",
  async (method) => {
    const handler = failing(network("ECONNRESET"), status(500), status(503));
    await expect(send(handler, method)).resolves.toBe(RESPONSE);
    expect(handler.requests).toBe(4);
  },
);

test.each([400, 401, 403, 404])("does not retry after status %d", async (code) => {
  const handler = failing(status(code));
  await expect(send(handler, "GET")).rejects.toMatchObject({ status: code });
  expect(handler.requests).toBe(1);
});

test("throws an unexpected error as it is", async () => {
  const error = new TypeError("bug");
  await expect(send(failing(error), "GET")).rejects.toBe(error);
});

test("ends after five attempts, and says how often and how long it tried", async () => {
  const handler = failing(
    ...Array(9)
      .fill(0)
      .map(() => status(500)),
  );
  await expect(send(handler, "GET")).rejects.toThrow(/Tried 5 times in 1 s\. \[JETEMAIL-305\]$/);
  expect(handler.requests).toBe(5);
});

test("does not count refusals by the rate limit as attempts", async () => {
  const onRetry = jest.fn();
  const handler = failing(
    ...Array(8)
      .fill(0)
      .map(() => status(429)),
  );
  await send(handler, "POST", { onRetry });
  expect(handler.requests).toBe(9);
  expect(onRetry).not.toHaveBeenCalled();
});

test("keeps as many requests free for an operation after a refusal as before it", async () => {
  const kept = await inOperation(async (operation) => {
    const retry = retrying(failing(status(429)));
    await retry.reserve(2, PATH);
    await retry.request("POST", PATH, { limit: 1 });
    return operation.reserved;
  });
  expect(kept).toBe(1);
});

test("does not begin a wait that would exceed the total timeout", async () => {
  const handler = failing(status(503, 3_600_000));
  await expect(send(handler, "GET")).rejects.toMatchObject({ status: 503 });
  expect(handler.requests).toBe(1);
});

describe("when Pulumi cancels", () => {
  test("ends the wait for the rate limit", async () => {
    const cancel = new AbortController();
    const handler = failing(status(429, 60_000));
    const onBlock = () => cancel.abort();
    await expect(send(handler, "POST", { signal: cancel.signal, onBlock })).rejects.toThrow("Interrupted: POST");
    expect(handler.requests).toBe(1);
  });

  test("ends the wait after a failure, and throws that", async () => {
    const cancel = new AbortController();
    const handler = failing(status(503, 60_000));
    const onRetry = () => cancel.abort();
    await expect(send(handler, "GET", { signal: cancel.signal, onRetry })).rejects.toMatchObject({ status: 503 });
    expect(handler.requests).toBe(1);
  });

  test("throws what became of a request rather than why it is not sent again", async () => {
    const cancel = new AbortController();
    const handler = failing(network("ECONNRESET"), status(429, 60_000));
    const waiting = send(handler, "DELETE", { signal: cancel.signal, onBlock: () => cancel.abort() });
    await expect(waiting).rejects.toMatchObject({ reason: "ECONNRESET" });
  });

  test("sends every request but a POST, whose result nobody would record", async () => {
    const handler = failing();
    const signal = AbortSignal.abort();
    await expect(send(handler, "POST", { signal })).rejects.toEqual(new InterruptedError("POST", PATH));
    expect(handler.requests).toBe(0);
    for (const method of ["GET", "PATCH", "DELETE"] as const) {
      await expect(send(handler, method, { signal })).resolves.toBe(RESPONSE);
    }
  });
});

describe("with JetEmail's responses", () => {
  let simulator: Simulator;
  let client: Client;
  beforeEach(async () => {
    simulator = await startSimulator();
    const transport = new Transport({ apiKey: simulator.accountKey, baseUrl: new URL(simulator.url) });
    client = new Client(retrying(transport));
  });
  afterEach(async () => {
    await client.close();
    await simulator.close();
  });

  test.each([
    ["seconds", () => "0", false],
    ["a date that has passed", () => new Date(0).toUTCString(), false],
    ["an unreadable value", () => "soon", false],
    ["an hour", () => "3600", true],
    ["a date in an hour", () => new Date(Date.now() + 3_600_000).toUTCString(), true],
  ])("honours Retry-After as %s", async (_what, value, isTooLong) => {
    simulator.faults.add({ status: 429, headers: { "retry-after": value() } });
    const list = client.listKeys();
    await (isTooLong
      ? expect(list).rejects.toThrow("JETEMAIL-303")
      : expect(list).resolves.toMatchObject({ keys: [] }));
  });

  test("compares the date of Retry-After with that of the response, since this clock may be wrong", async () => {
    const aDayAhead = Date.now() + 24 * 3_600_000;
    simulator.options.now = () => aDayAhead;
    simulator.faults.add({ status: 429, headers: { "retry-after": new Date(aDayAhead).toUTCString() } });
    await expect(client.listKeys()).resolves.toMatchObject({ keys: [] });
  });

  test("retries a deletion after a lost response, and reports that the key is gone by then", async () => {
    const { token } = simulator.edit.create({ name: "x" });
    simulator.faults.add({ method: "DELETE", when: "after", reset: true });
    await expect(client.deleteKey(token)).rejects.toMatchObject({ status: 404 });
    expect(simulator.keys).toEqual([]);
  });
});
