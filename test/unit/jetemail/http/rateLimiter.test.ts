import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { ApiError } from "../../../../provider/errors/apiError";
import { Operation } from "../../../../provider/jetemail/http/operation";
import { RateLimiter } from "../../../../provider/jetemail/http/rateLimiter";
import type { Method } from "../../../../provider/jetemail/http/requestHandler";
import type { RateLimitSettings, Turn } from "../../../../provider/jetemail/http/waiter";
import { SharedFolder } from "../../../../provider/processes/sharedFolder";
import { FakeClock, settled } from "../../../harness/fakeClock";

const PATH = "/outbound/transactional-keys";
const SECOND = 1_000;
const MINUTE = 60 * SECOND;

let temporary: string;
let clock: FakeClock;
let limiter: RateLimiter;
/** The requests that were sent, each until it is answered. */
let open: { readonly name: string; answer(error?: Error): Promise<void> }[];
let settings: RateLimitSettings;

beforeEach(() => {
  temporary = mkdtempSync(path.join(tmpdir(), "jetemail-limiter-"));
  clock = new FakeClock();
  limiter = aLimiter();
  open = [];
  settings = { requestsPerMinute: 10, concurrency: 16, onPacing: jest.fn(), onBlock: jest.fn() };
});

afterEach(() => {
  rmSync(temporary, { recursive: true });
});

/** As another process has one. */
function aLimiter(): RateLimiter {
  return new RateLimiter(new SharedFolder("account", temporary), { clock });
}

const turn = (method: Method = "GET", more: Partial<Turn> = {}): Turn => {
  return { method, path: PATH, operation: new Operation(), ...more };
};

/** Sends a request that the test answers. */
function send(name: string, request: Turn = turn(), by = limiter): Promise<string> {
  const sent = by.send(request, settings, () => {
    return new Promise<string>((resolve, reject) => {
      const answer = (error?: Error) => {
        open.splice(
          open.findIndex((each) => each.answer === answer),
          1,
        );
        if (error) {
          reject(error);
        } else {
          resolve(name);
        }
        return settled();
      };
      open.push({ name, answer });
    });
  });
  sent.catch(() => {});
  return sent;
}

const sendMany = (count: number, request?: () => Turn) =>
  Array.from({ length: count }, (_, index) => send(`request ${index}`, request?.()));

const names = () => open.map(({ name }) => name);

/** Answers what is open, and what is sent then. */
async function answerAll(error?: Error): Promise<void> {
  await settled();
  for (let first = open[0]; first; first = open[0]) {
    await first.answer(error);
  }
}

const tooMany = (retryAfter?: number) => new ApiError({ status: 429, method: "GET", path: PATH, retryAfter });

describe("the budget", () => {
  test("sends what it has room for at once, and the rest as the minute goes by", async () => {
    sendMany(25);
    await settled();
    expect(open).toHaveLength(10);
    await answerAll();
    await clock.pass(MINUTE + SECOND);
    expect(open).toHaveLength(10);
    await answerAll();
    await clock.pass(MINUTE + SECOND);
    expect(open).toHaveLength(5);
  });

  test("is announced once, with when the next request is sent", async () => {
    sendMany(10);
    await answerAll();
    await clock.pass(20 * SECOND);
    sendMany(3);
    await clock.pass(10 * SECOND);
    expect(settings.onPacing).toHaveBeenCalledTimes(1);
    expect(settings.onPacing).toHaveBeenCalledWith({ limit: 10 }, expect.any(Number));
  });

  test("is not announced where no request waits for it", async () => {
    sendMany(10);
    await answerAll();
    expect(settings.onPacing).not.toHaveBeenCalled();
  });

  test("is shared with other processes, each of which goes on when another needs less than it has kept free", async () => {
    const operation = new Operation();
    await limiter.reserve(9, turn("POST", { operation }), settings);
    const other = aLimiter();
    const waiting = [send("one", turn(), other), send("two", turn(), other)];
    await settled();
    expect(names()).toEqual(["one"]);
    operation.onEnd();
    limiter.flush();
    await clock.pass(2 * SECOND);
    expect(names()).toEqual(["one", "two"]);
    await answerAll();
    await Promise.all(waiting);
  });
});

describe("the requests in flight", () => {
  test("are as many as configured", async () => {
    settings = { ...settings, concurrency: 3 };
    sendMany(5);
    await settled();
    expect(open).toHaveLength(3);
    await open[0]?.answer(new Error("refused"));
    expect(open).toHaveLength(3);
  });

  test("are reads first, since operations wait for them", async () => {
    settings = { ...settings, concurrency: 1 };
    send("first");
    send("write", turn("PATCH"));
    send("read");
    await settled();
    await open[0]?.answer();
    expect(names()).toEqual(["read"]);
  });
});

describe("what is kept free for an operation", () => {
  test("is not taken by others, and lets its requests go first", async () => {
    const operation = new Operation();
    await limiter.reserve(2, turn("POST", { operation }), settings);
    sendMany(20);
    await settled();
    expect(open).toHaveLength(8);
    send("create", turn("POST", { operation }));
    send("its list", turn("GET", { operation: new Operation(), sharers: new Set([operation]) }));
    await settled();
    expect(names().slice(8)).toEqual(["create", "its list"]);
    expect(operation.reserved).toBe(0);
  });

  test("is given back by those who share a list, as they are when it leaves", async () => {
    const [one, two] = [new Operation(), new Operation()];
    await limiter.reserve(1, turn("POST", { operation: one }), settings);
    await limiter.reserve(1, turn("POST", { operation: two }), settings);
    settings = { ...settings, concurrency: 1 };
    send("first");
    const sharers = new Set([one]);
    send("list", turn("GET", { sharers }));
    sharers.add(two);
    await settled();
    await open[0]?.answer();
    expect(names()).toEqual(["list"]);
    expect([one.reserved, two.reserved]).toEqual([0, 0]);
  });

  test("is given back while the operation waits for more, so that no two wait for each other", async () => {
    const [pair, create] = [new Operation(), new Operation()];
    await limiter.reserve(4, turn("POST", { operation: pair }), settings);
    await limiter.reserve(6, turn("POST", { operation: create }), settings);
    const more = limiter.reserve(5, turn("POST", { operation: pair }), settings);
    expect(pair.reserved).toBe(0);
    create.onEnd();
    await more;
    expect(pair.reserved).toBe(5);
  });

  test("is not asked for any more once the operation has a token, which nothing may hold back", async () => {
    const operation = new Operation();
    await limiter.reserve(1, turn("POST", { operation }), settings);
    send("create", turn("POST", { operation }));
    await answerAll();
    sendMany(9);
    await settled();
    await limiter.reserve(3, turn("POST", { operation }), settings);
    expect(operation.reserved).toBe(0);
  });

  test("lets the requests of an operation with a token go before all others when it is used up", async () => {
    const operation = new Operation();
    send("create", turn("POST", { operation }));
    await answerAll();
    sendMany(9);
    await answerAll();
    send("other");
    send("its switch", turn("PATCH", { operation }));
    await clock.pass(MINUTE + SECOND);
    expect(names()[0]).toBe("its switch");
  });

  test("is regained after a request that failed, if there is room", async () => {
    const operation = new Operation();
    await limiter.reserve(2, turn("POST", { operation }), settings);
    send("create", turn("POST", { operation }));
    await answerAll(new Error("no connection"));
    expect(operation.reserved).toBe(2);
  });

  test("is told to other processes again while it lasts, and is lost if this process was suspended", async () => {
    const operation = new Operation();
    await limiter.reserve(6, turn("POST", { operation }), settings);
    for (let minute = 0; minute < 5; minute++) {
      await clock.pass(MINUTE);
      send("request", turn("GET"));
      await answerAll();
    }
    expect(operation.reserved).toBe(6);
    clock.jump(3 * MINUTE);
    const other = aLimiter();
    Array.from({ length: 10 }, (_, index) => send(`other ${index}`, turn(), other));
    await settled();
    expect(open).toHaveLength(10);
    send("create", turn("POST", { operation }));
    await settled();
    expect(open).toHaveLength(10);
    expect(operation.reserved).toBe(0);
  });

  test("is not waited for again by a part of the operation", async () => {
    const operation = new Operation();
    await limiter.reserve(4, turn("POST", { operation }), settings);
    await limiter.reserve(2, turn("POST", { operation }), settings);
    expect(operation.reserved).toBe(4);
  });

  describe("after a wait", () => {
    beforeEach(() => {
      settings = { ...settings, requestsPerMinute: 40, concurrency: 40 };
    });

    const reserveTwo = (operation: Operation) => limiter.reserve(2, turn("POST", { operation }), settings);

    test("is given to several at once, so that they share a list", async () => {
      sendMany(3);
      await answerAll();
      await clock.pass(5 * SECOND);
      sendMany(36);
      await answerAll();
      const creates = [new Operation(), new Operation(), new Operation()];
      const reserved = Promise.all(creates.map(reserveTwo));
      await clock.pass(57 * SECOND);
      expect(creates.map((create) => create.reserved)).toEqual([0, 0, 0]);
      await clock.pass(5 * SECOND);
      await reserved;
    });

    test("is given to one alone where there is no room for several in a minute", async () => {
      await limiter.reserve(36, turn("POST"), settings);
      sendMany(3);
      await answerAll();
      const create = new Operation();
      const reserved = reserveTwo(create);
      await clock.pass(58 * SECOND);
      expect(create.reserved).toBe(0);
      await clock.pass(5 * SECOND);
      await reserved;
    });
  });

  test("holds the operation back until there is room, and says so", async () => {
    sendMany(9);
    const operation = new Operation();
    const reserved = limiter.reserve(2, turn("POST", { operation }), settings);
    await answerAll();
    expect(operation.isHeld).toBe(true);
    await clock.pass(MINUTE + SECOND);
    await reserved;
    expect(operation.isHeld).toBe(false);
  });
});

describe("a 429", () => {
  beforeEach(() => {
    settings = { ...settings, requestsPerMinute: 200 };
  });

  test("lets nobody send until Retry-After is over, then one request, and then all", async () => {
    sendMany(4);
    await settled();
    await answerAll(tooMany(5 * MINUTE));
    sendMany(4);
    send("of another process", turn(), aLimiter());
    await clock.pass(4 * MINUTE);
    expect(open).toEqual([]);
    await clock.pass(MINUTE + SECOND);
    expect(open).toHaveLength(1);
    await open[0]?.answer();
    await clock.pass(SECOND);
    expect(open).toHaveLength(4);
  });

  test("does not hold back an operation after its end that has to keep requests free before it sends one", async () => {
    send("request");
    await answerAll(tooMany(MINUTE));
    const operation = new Operation();
    const reserved = limiter.reserve(2, turn("POST", { operation }), settings);
    await clock.pass(MINUTE + SECOND);
    await reserved;
    send("create", turn("POST", { operation }));
    await settled();
    expect(names()).toEqual(["create"]);
  });

  test("is announced with its end, once for all that are refused together", async () => {
    sendMany(4);
    await answerAll(tooMany(5 * MINUTE));
    sendMany(4);
    await clock.pass(MINUTE);
    expect(settings.onBlock).toHaveBeenCalledTimes(1);
    expect(settings.onBlock).toHaveBeenCalledWith({ until: expect.any(Date), isShort: false });
  });

  test("without Retry-After is waited out for five minutes if the budget was used up", async () => {
    settings = { ...settings, requestsPerMinute: 10 };
    sendMany(10);
    await settled();
    await answerAll(tooMany());
    send("later");
    await clock.pass(4 * MINUTE);
    expect(open).toEqual([]);
    await clock.pass(MINUTE + SECOND);
    expect(names()).toEqual(["later"]);
  });

  test("without Retry-After is otherwise waited out for ever longer pauses", async () => {
    const pauses: number[] = [];
    for (let refused = 0; refused < 4; refused++) {
      send("request");
      const start = clock.now();
      while (open.length === 0) {
        await clock.pass(100);
      }
      pauses.push(clock.now() - start);
      await answerAll(tooMany());
    }
    expect(pauses).toEqual([...pauses].sort((a, b) => a - b));
    expect(pauses.at(-1)).toBeLessThan(5 * SECOND);
  });

  test("beyond a quarter of an hour ends the operation at once, with the time", async () => {
    send("request");
    await answerAll(tooMany(16 * MINUTE));
    await expect(send("later")).rejects.toThrow(
      /^JetEmail has blocked all API calls of this account until \d\d:\d\d:\d\d \(status 429\), .* GET \S+ was not sent\. \[JETEMAIL-303\]$/,
    );
  });

  test("counts towards that quarter of an hour with all others that the operation has met", async () => {
    const operation = new Operation();
    for (let block = 0; block < 2; block++) {
      send("refused");
      await answerAll(tooMany(7 * MINUTE));
      send("request", turn("GET", { operation }));
      await clock.pass(7 * MINUTE + SECOND);
      await answerAll();
    }
    send("refused");
    await answerAll(tooMany(7 * MINUTE));
    await expect(send("request", turn("GET", { operation }))).rejects.toThrow("JETEMAIL-303");
    expect(operation.blockedFor).toBeGreaterThan(13 * MINUTE);
  });

  test("counts for each operation that waits for the same list", async () => {
    const operations = [new Operation(), new Operation()];
    const abandoned = jest.fn();
    for (const operation of operations) {
      operation.abandon = (error) => {
        abandoned(error);
        operation.abandon = undefined;
      };
    }
    for (let block = 0; block < 3; block++) {
      send("refused");
      await answerAll(tooMany(7 * MINUTE));
      send("list", turn("GET", { sharers: new Set(operations) }));
      await clock.pass(7 * MINUTE + SECOND);
      await answerAll();
    }
    expect(abandoned.mock.calls.map(([error]) => error.codes)).toEqual([[303], [303]]);
  });

  test("ends the wait of an operation whose deadline is over for a list that is held back", async () => {
    const deadline = AbortSignal.abort();
    const operation = new Operation(deadline);
    operation.abandon = jest.fn();
    send("refused");
    await answerAll(tooMany(MINUTE));
    send("list", turn("GET", { sharers: new Set([operation]) }));
    expect(operation.abandon).toHaveBeenCalledWith(expect.objectContaining({ codes: [906] }));
  });

  test("teaches nothing by the single request after a block", async () => {
    for (let block = 0; block < 4; block++) {
      send("request");
      await answerAll(tooMany(MINUTE));
      await clock.pass(MINUTE + SECOND);
    }
    send("request");
    await answerAll();
    settings = { ...settings, concurrency: 200 };
    sendMany(60);
    await clock.pass(SECOND);
    expect(settings.onPacing).toHaveBeenCalledWith({ limit: 50, cause: "block" }, expect.any(Number));
  });

  test("lets creates that were not sent wait for room again, since it may teach a lower limit", async () => {
    settings = { ...settings, requestsPerMinute: 100, concurrency: 1 };
    send("in flight");
    const creates = Array.from({ length: 40 }, () => new Operation());
    await Promise.all(creates.map((operation) => limiter.reserve(2, turn("POST", { operation }), settings)));
    for (const operation of creates) {
      send("create", turn("POST", { operation }));
    }
    settings = { ...settings, concurrency: 100 };
    await settled();
    await open[0]?.answer(tooMany(5 * MINUTE));
    await clock.pass(5 * MINUTE + SECOND);
    await answerAll();
    await clock.pass(SECOND);
    expect(open.length).toBeLessThanOrEqual(25);
  });

  test("teaches a limit that is lower than configured", async () => {
    settings = { ...settings, concurrency: 31 };
    sendMany(31);
    await settled();
    const answered = open.splice(0, 30);
    for (const each of answered) {
      open.unshift(each);
      await each.answer();
    }
    await answerAll(tooMany(5 * MINUTE));
    sendMany(200);
    await clock.pass(5 * MINUTE + SECOND);
    await answerAll();
    await clock.pass(SECOND);
    await answerAll();
    expect(settings.onPacing).toHaveBeenCalledWith({ limit: 50, cause: "block" }, expect.any(Number));
  });
});

describe("a request that can be done without", () => {
  const end = new AbortController();
  const dispensable = () => turn("GET", { dispensable: end.signal });

  test("goes after all others", async () => {
    settings = { ...settings, concurrency: 1 };
    send("first");
    send("domains", dispensable());
    send("create", turn("POST"));
    const order: string[] = [];
    await settled();
    for (let next = open[0]; next; next = open[0]) {
      order.push(next.name);
      await next.answer();
    }
    expect(order).toEqual(["first", "create", "domains"]);
  });

  test("takes no room that others wait for, and does not wait for any", async () => {
    sendMany(10);
    await answerAll();
    await expect(send("domains", dispensable())).rejects.toThrow("Interrupted: GET");
    expect(settings.onPacing).not.toHaveBeenCalled();
  });

  test("ends with its signal while it waits for others in flight", async () => {
    settings = { ...settings, concurrency: 1 };
    send("first");
    const domains = send("domains", dispensable());
    end.abort();
    await expect(domains).rejects.toThrow("Interrupted: GET");
    await answerAll();
  });
});

describe("an interruption", () => {
  let interruption: AbortController;
  beforeEach(() => {
    interruption = new AbortController();
    settings = { ...settings, signal: interruption.signal };
  });

  test("ends the waits for the budget and for a block", async () => {
    sendMany(10);
    await answerAll();
    const paced = send("paced");
    interruption.abort();
    await expect(paced).rejects.toThrow("Interrupted: GET");
    await clock.pass(2 * MINUTE);
    expect(open).toEqual([]);
  });

  test("of a single operation ends its waits alone", async () => {
    send("request");
    await answerAll(tooMany(MINUTE));
    const deadline = new AbortController();
    const [ended, other] = [send("ended", turn("GET", { operation: new Operation(deadline.signal) })), send("other")];
    deadline.abort();
    await expect(ended).rejects.toThrow("Interrupted: GET");
    await clock.pass(MINUTE + SECOND);
    await answerAll();
    await expect(other).resolves.toBe("other");
  });

  test("lets what has room go on, but for a POST, whose result nobody would record", async () => {
    interruption.abort();
    const list = send("list");
    await expect(send("create", turn("POST"))).rejects.toThrow("Interrupted: POST");
    await answerAll();
    await expect(list).resolves.toBe("list");
  });
});
