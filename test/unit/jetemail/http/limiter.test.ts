import { Throttle } from "../../../../provider/jetemail/http/limiter";
import type { Method, Requester } from "../../../../provider/jetemail/http/transport";

const PATH = "/outbound/transactional-keys";

/** Holds each request until the test answers it. */
class Held implements Requester {
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

let held: Held;
let throttle: Throttle;
const send = (method: Method) => throttle.request(method, PATH, { limit: 1 });

beforeEach(() => {
  held = new Held();
  throttle = new Throttle(held, 4);
});

test("no more calls are under way at once than allowed, and all are made", async () => {
  const calls = Promise.all(Array.from({ length: 20 }, () => send("POST")));
  await settled();
  expect(held.open).toHaveLength(4);
  await held.answerAll();
  await expect(calls).resolves.toHaveLength(20);
  expect(held.most).toBe(4);
});

test("a call that fails makes room for the next", async () => {
  const calls = Promise.allSettled(Array.from({ length: 5 }, () => send("POST")));
  await settled();
  held.open.shift()?.refuse();
  await settled();
  expect(held.open).toHaveLength(4);
  await held.answerAll();
  expect((await calls).map(({ status }) => status)).toEqual(["rejected", ...Array(4).fill("fulfilled")]);
});

test("a read goes before changes that came earlier", async () => {
  const calls = Promise.all((["POST", "POST", "POST", "POST", "PATCH", "DELETE", "GET"] as const).map(send));
  await settled();
  held.open.shift()?.answer();
  await settled();
  expect(held.open.at(-1)?.method).toBe("GET");
  await held.answerAll();
  await calls;
});

test("a rate limit halves what is allowed, once for requests that were sent together", async () => {
  const sent = performance.now();
  throttle.slowDown(sent);
  throttle.slowDown(sent);
  const calls = Promise.allSettled(Array.from({ length: 4 }, () => send("POST")));
  await settled();
  expect(held.open).toHaveLength(2);
  throttle.slowDown(performance.now() + 1);
  throttle.slowDown(performance.now() + 2);
  throttle.slowDown(performance.now() + 3);
  held.open.shift()?.refuse();
  await settled();
  expect(held.open).toHaveLength(1);
  await held.answerAll();
  expect((await calls).map(({ status }) => status)).toEqual(["rejected", ...Array(3).fill("fulfilled")]);
});

test("what is allowed grows back with the calls that succeed, to the bound and no further", async () => {
  throttle.slowDown(performance.now());
  const first = Promise.all(Array.from({ length: 40 }, () => send("POST")));
  await settled();
  await held.answerAll();
  await first;
  held.most = 0;
  const second = Promise.all(Array.from({ length: 10 }, () => send("POST")));
  await settled();
  expect(held.open).toHaveLength(4);
  await held.answerAll();
  await second;
  expect(held.most).toBe(4);
});
