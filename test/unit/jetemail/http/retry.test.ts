import { ApiError } from "../../../../provider/errors/apiError";
import { InterruptedError } from "../../../../provider/errors/interruptedError";
import { JetEmailError } from "../../../../provider/errors/jetEmailError";
import { NetworkError } from "../../../../provider/errors/networkError";
import { ResponseError } from "../../../../provider/errors/responseError";
import { Client } from "../../../../provider/jetemail/client";
import type { Method, RequestHandler } from "../../../../provider/jetemail/http/requestHandler";
import { Retry, type RetryOptions } from "../../../../provider/jetemail/http/retry";
import { Transport } from "../../../../provider/jetemail/http/transport";
import { type Simulator, startSimulator } from "../../../harness/simulator";

const PATH = "/outbound/transactional-keys";
const QUICK = { baseDelay: 1, maxDelay: 2 };

const status = (code: number, retryAfter?: number) =>
  new ApiError({ status: code, method: "GET", path: PATH, retryAfter });
const network = (code: string) =>
  new NetworkError("https://api.example", "GET", PATH, Object.assign(new Error(code), { code }));

/** Fails with each error in turn, then answers. */
function failing(...errors: unknown[]): RequestHandler & { calls: number } {
  return {
    calls: 0,
    async request() {
      const error = errors[this.calls++];
      if (error !== undefined) {
        throw error;
      }
      return "answer";
    },
    async close() {},
  };
}

const call = (requester: RequestHandler, method: Method, options: RetryOptions = {}) =>
  new Retry(requester, { limits: QUICK, ...options }).request(method, PATH, { limit: 1 });

test.each(["GET", "POST", "PATCH", "DELETE"] as const)("%s is repeated after a rate limit", async (method) => {
  const requester = failing(status(429), status(429));
  await expect(call(requester, method)).resolves.toBe("answer");
  expect(requester.calls).toBe(3);
});

test.each(["EAI_AGAIN", "ECONNREFUSED", "EHOSTUNREACH", "ENETUNREACH", "ENOTFOUND", "UND_ERR_CONNECT_TIMEOUT"])(
  "a POST is repeated after %s, since nothing was sent",
  async (code) => {
    await expect(call(failing(network(code)), "POST")).resolves.toBe("answer");
  },
);

test.each([
  ["a reset", network("ECONNRESET")],
  ["a timeout", network("UND_ERR_HEADERS_TIMEOUT")],
  ["a server's error", status(500)],
  ["a bad gateway", status(502)],
  ["nonsense", new ResponseError("POST", PATH, "it is not JSON")],
])("a POST is not repeated after %s: it may have arrived", async (_what, error) => {
  const requester = failing(error);
  await expect(call(requester, "POST")).rejects.toBe(error);
  expect(requester.calls).toBe(1);
});

test.each(["GET", "PATCH", "DELETE"] as const)("%s is repeated after a reset and a server's error", async (method) => {
  const requester = failing(network("ECONNRESET"), status(500), status(503));
  await expect(call(requester, method)).resolves.toBe("answer");
  expect(requester.calls).toBe(4);
});

test.each([400, 401, 403, 404])("a %d is final", async (code) => {
  const requester = failing(status(code));
  await expect(call(requester, "GET")).rejects.toMatchObject({ status: code });
  expect(requester.calls).toBe(1);
});

test("the message at the end says how often and how long it was tried", async () => {
  const requester = failing(
    ...Array(9)
      .fill(0)
      .map(() => status(500)),
  );
  await expect(call(requester, "GET")).rejects.toThrow(/Tried 5 times in 1 s\. \[JETEMAIL-305\]$/);
  expect(requester.calls).toBe(5);
});

test("an error that is not ours is passed on as it is", async () => {
  const error = new TypeError("bug");
  await expect(call(failing(error), "GET")).rejects.toBe(error);
});

test("a rate limit does not count as a try, and is told", async () => {
  const told: number[] = [];
  const requester = failing(
    ...Array(8)
      .fill(0)
      .map(() => status(429)),
  );
  await call(requester, "POST", { onRetry: () => told.push(requester.calls) });
  expect(requester.calls).toBe(9);
  expect(told).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
});

test("a wait that is longer than the whole call may take is not begun", async () => {
  const requester = failing(status(429, 3_600_000));
  await expect(call(requester, "GET")).rejects.toMatchObject({ status: 429 });
  expect(requester.calls).toBe(1);
});

test("a call that was told to stop does not wait and does not try again", async () => {
  const stop = new AbortController();
  const waiting = call(failing(status(429, 60_000)), "GET", { signal: stop.signal });
  stop.abort();
  await expect(waiting).rejects.toMatchObject({ status: 429 });
  const later = failing(status(429, 60_000));
  await expect(call(later, "GET", { signal: stop.signal })).rejects.toBeInstanceOf(JetEmailError);
  expect(later.calls).toBe(1);
});

test("once it was told to stop, no POST is sent any more, since nobody would write down what it made", async () => {
  const requester = failing();
  const signal = AbortSignal.abort();
  await expect(call(requester, "POST", { signal })).rejects.toEqual(new InterruptedError("POST", PATH));
  expect(requester.calls).toBe(0);
  for (const method of ["GET", "PATCH", "DELETE"] as const) {
    await expect(call(requester, method, { signal })).resolves.toBe("answer");
  }
});

test("a POST that waits when it is told to stop is not sent again", async () => {
  const stop = new AbortController();
  const requester = failing(status(429, 60_000));
  const waiting = call(requester, "POST", { signal: stop.signal, onRetry: () => stop.abort() });
  await expect(waiting).rejects.toMatchObject({ status: 429 });
  expect(requester.calls).toBe(1);
});

describe("at JetEmail", () => {
  let simulator: Simulator;
  let client: Client;
  beforeEach(async () => {
    simulator = await startSimulator();
    const transport = new Transport({ apiKey: simulator.accountKey, baseUrl: new URL(simulator.url) });
    client = new Client(new Retry(transport, { limits: QUICK }));
  });
  afterEach(async () => {
    await client.close();
    await simulator.close();
  });

  test.each([
    ["seconds", () => "0", undefined],
    ["a date that has passed", () => new Date(0).toUTCString(), undefined],
    ["nothing that can be read", () => "soon", undefined],
    ["an hour", () => "3600", 429],
    ["a date in an hour", () => new Date(Date.now() + 3_600_000).toUTCString(), 429],
  ])("Retry-After as %s is honoured", async (_what, value, expected) => {
    simulator.faults.add({ status: 429, headers: { "retry-after": value() } });
    const list = client.listKeys();
    await (expected ? expect(list).rejects.toMatchObject({ status: expected }) : expect(list).resolves.toEqual([]));
  });

  test("a deletion whose answer is lost is repeated, and a key that is gone then is no error of the transport", async () => {
    const { token } = simulator.edit.create({ name: "x" });
    simulator.faults.add({ method: "DELETE", when: "after", reset: true });
    await expect(client.deleteKey(token)).rejects.toMatchObject({ status: 404 });
    expect(simulator.keys).toEqual([]);
  });
});
