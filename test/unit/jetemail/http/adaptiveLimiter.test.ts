import { AdaptiveLimiter } from "../../../../provider/jetemail/http/adaptiveLimiter";
import type { Method, RequestHandler } from "../../../../provider/jetemail/http/requestHandler";

const PATH = "/outbound/transactional-keys";

/** Keeps each request pending until the test answers it. */
class Pending implements RequestHandler {
  readonly open: { method: Method; answer: () => void; refuse: () => void }[] = [];
  most = 0;

  request(method: Method): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.open.push({ method, answer: () => resolve(method), refuse: () => reject(new Error("refused")) });
      this.most = Math.max(this.most, this.open.length);
    });
  }

  async answerAll(): Promise<void> {
    while (this.open.length > 0) {
      this.open.shift()?.answer();
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

test("no more requests are in flight than the limit, and all are sent", async () => {
  const calls = Promise.all(Array.from({ length: 20 }, () => send("POST")));
  await settled();
  expect(pending.open).toHaveLength(4);
  await pending.answerAll();
  await expect(calls).resolves.toHaveLength(20);
  expect(pending.most).toBe(4);
});

test("a request that fails makes room for the next", async () => {
  const calls = Promise.allSettled(Array.from({ length: 5 }, () => send("POST")));
  await settled();
  pending.open.shift()?.refuse();
  await settled();
  expect(pending.open).toHaveLength(4);
  await pending.answerAll();
  expect((await calls).map(({ status }) => status)).toEqual(["rejected", ...Array(4).fill("fulfilled")]);
});

test("a read goes before writes that came earlier", async () => {
  const calls = Promise.all((["POST", "POST", "POST", "POST", "PATCH", "DELETE", "GET"] as const).map(send));
  await settled();
  pending.open.shift()?.answer();
  await settled();
  expect(pending.open.at(-1)?.method).toBe("GET");
  await pending.answerAll();
  await calls;
});

test("a rate limit halves the limit, once for requests that were sent together", async () => {
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
  await pending.answerAll();
  expect((await calls).map(({ status }) => status)).toEqual(["rejected", ...Array(3).fill("fulfilled")]);
});

test("the limit grows with the requests that succeed, to its initial value and no further", async () => {
  limiter.backOff(performance.now());
  const first = Promise.all(Array.from({ length: 40 }, () => send("POST")));
  await settled();
  await pending.answerAll();
  await first;
  pending.most = 0;
  const second = Promise.all(Array.from({ length: 10 }, () => send("POST")));
  await settled();
  expect(pending.open).toHaveLength(4);
  await pending.answerAll();
  await second;
  expect(pending.most).toBe(4);
});
