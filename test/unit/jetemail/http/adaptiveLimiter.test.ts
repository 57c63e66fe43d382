import { AdaptiveLimiter } from "../../../../provider/jetemail/http/adaptiveLimiter";
import type { Method, ParsedResponse, RequestHandler } from "../../../../provider/jetemail/http/requestHandler";

const PATH = "/outbound/transactional-keys";

/** Keeps each request pending until the test responds to it. */
class Pending implements RequestHandler {
  readonly open: { method: Method; respond: () => void; refuse: () => void }[] = [];
  peak = 0;

  request(method: Method): Promise<ParsedResponse> {
    return new Promise((resolve, reject) => {
      this.open.push({
        method,
        respond: () => resolve({ body: method, headers: {} }),
        refuse: () => reject(new Error("refused")),
      });
      this.peak = Math.max(this.peak, this.open.length);
    });
  }

  async respondToAll(): Promise<void> {
    while (this.open.length > 0) {
      this.open.shift()?.respond();
      await settled();
    }
  }

  async close(): Promise<void> {}
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

let pending: Pending;
let limiter: AdaptiveLimiter;
const send = (method: Method) => limiter.wrap(pending).request(method, PATH, { limit: 1 });

beforeEach(() => {
  pending = new Pending();
  limiter = new AdaptiveLimiter(4);
});

test("sends no more requests at once than the limit, and all of them in the end", async () => {
  const calls = Promise.all(Array.from({ length: 20 }, () => send("POST")));
  await settled();
  expect(pending.open).toHaveLength(4);
  await pending.respondToAll();
  await expect(calls).resolves.toHaveLength(20);
  expect(pending.peak).toBe(4);
});

test("sends the next request when one fails", async () => {
  const calls = Promise.allSettled(Array.from({ length: 5 }, () => send("POST")));
  await settled();
  pending.open.shift()?.refuse();
  await settled();
  expect(pending.open).toHaveLength(4);
  await pending.respondToAll();
  expect((await calls).map(({ status }) => status)).toEqual(["rejected", ...Array(4).fill("fulfilled")]);
});

test("sends a read before writes that came earlier", async () => {
  const calls = Promise.all((["POST", "POST", "POST", "POST", "PATCH", "DELETE", "GET"] as const).map(send));
  await settled();
  pending.open.shift()?.respond();
  await settled();
  expect(pending.open.at(-1)?.method).toBe("GET");
  await pending.respondToAll();
  await calls;
});

test("halves the limit at a rate limit, once for requests that were sent together", async () => {
  const sent = performance.now();
  limiter.backOff(sent);
  limiter.backOff(sent);
  const calls = Promise.allSettled(Array.from({ length: 4 }, () => send("POST")));
  await settled();
  expect(pending.open).toHaveLength(2);
  limiter.backOff(performance.now() + 1);
  limiter.backOff(performance.now() + 2);
  limiter.backOff(performance.now() + 3);
  pending.open.shift()?.refuse();
  await settled();
  expect(pending.open).toHaveLength(1);
  await pending.respondToAll();
  expect((await calls).map(({ status }) => status)).toEqual(["rejected", ...Array(3).fill("fulfilled")]);
});

test("raises the limit with each success, up to its initial value", async () => {
  limiter.backOff(performance.now());
  const first = Promise.all(Array.from({ length: 40 }, () => send("POST")));
  await settled();
  await pending.respondToAll();
  await first;
  pending.peak = 0;
  const second = Promise.all(Array.from({ length: 10 }, () => send("POST")));
  await settled();
  expect(pending.open).toHaveLength(4);
  await pending.respondToAll();
  await second;
  expect(pending.peak).toBe(4);
});
