import { inOperation, type Operation } from "../../../provider/jetemail/http/operation";
import { ListCache } from "../../../provider/jetemail/listCache";

/** A cache of a list that is the number of changes done when its fetch began. The test completes each fetch. */
class Source {
  done = 0;
  fetches: (() => void)[] = [];
  failures: ((error: Error) => void)[] = [];
  /** How many calls a batch waits for. */
  batchSize = 0;
  readonly batch = { shouldWait: (callers: ReadonlySet<Operation>) => callers.size < this.batchSize };
  /** Whether the rate limit lets a fetch leave at once. */
  isHeld = false;
  send = () => {};
  readonly list = new ListCache<number>((_callers, onSend) => {
    return new Promise<number>((resolve, reject) => {
      this.send = () => {
        const { done } = this;
        onSend();
        this.fetches.push(() => resolve(done));
        this.failures.push(reject);
      };
      if (!this.isHeld) {
        this.send();
      }
    });
  });

  /** Asks for the list in an operation of its own. */
  fetch(): Promise<number> {
    return inOperation(() => this.list.fetch(this.batch));
  }

  /** Starts a change, which `end` ends. */
  change(): { end: () => void; ended: Promise<void> } {
    let end = () => {};
    const ended = this.list.change(
      () =>
        new Promise<void>((resolve) => {
          end = () => {
            this.done++;
            resolve();
          };
        }),
    );
    return { end, ended };
  }

  /** Completes a fetch, once it has begun. */
  async complete(index: number): Promise<void> {
    await until(() => this.fetches[index] !== undefined);
    this.fetches[index]?.();
  }
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}

let source: Source;
beforeEach(() => {
  source = new Source();
});

describe("a fetch", () => {
  test("begins after the call, and is shared by all calls that wait for it", async () => {
    const first = source.list.fetch();
    await until(() => source.fetches.length === 1);
    const later = [source.list.fetch(), source.list.fetch(), source.list.fetch()];
    source.done = 1;
    await source.complete(0);
    expect(await first).toBe(0);
    await source.complete(1);
    expect(await Promise.all(later)).toEqual([1, 1, 1]);
    expect(source.fetches).toHaveLength(2);
  });

  test("begins when no change is in flight, so that it shows them all", async () => {
    const changes = [source.change(), source.change()];
    const [one] = changes;
    one?.end();
    await one?.ended;
    const list = source.list.fetch();
    expect(source.fetches).toHaveLength(0);
    changes[1]?.end();
    await source.complete(0);
    expect(await list).toBe(2);
  });

  test("waits for a change in flight no longer than the quiet window", async () => {
    source.change();
    const list = source.list.fetch();
    await source.complete(0);
    expect(await list).toBe(0);
  });
});

test("a fetch that the rate limit holds back is shared by all who ask before it leaves", async () => {
  source.isHeld = true;
  const calls = [source.list.fetch()];
  await new Promise((resolve) => setImmediate(resolve));
  calls.push(source.list.fetch());
  source.send();
  calls.push(source.list.fetch());
  source.isHeld = false;
  await source.complete(0);
  expect(await Promise.all(calls.slice(0, 2))).toEqual([0, 0]);
  await source.complete(1);
  await calls[2];
  expect(source.fetches).toHaveLength(2);
});

describe("a batched fetch", () => {
  test("begins when the policy has enough calls, and the next call starts another batch", async () => {
    source.batchSize = 3;
    const calls = [source.fetch(), source.fetch()];
    const { end, ended } = source.change();
    end();
    await ended;
    expect(source.fetches).toHaveLength(0);
    calls.push(source.fetch());
    await source.complete(0);
    expect(await Promise.all(calls)).toEqual([1, 1, 1]);

    const next = source.fetch();
    source.change().end();
    expect(source.fetches).toHaveLength(1);
    source.batchSize = 0;
    const { end: endLast, ended: lastEnded } = source.change();
    endLast();
    await lastEnded;
    await source.complete(1);
    expect(await next).toBe(3);
  });

  test("begins for all calls at the first unbatched one", async () => {
    source.batchSize = 9;
    const batched = source.fetch();
    const unbatched = source.list.fetch();
    await source.complete(0);
    expect(await Promise.all([batched, unbatched])).toEqual([0, 0]);
  });

  test("begins after the batch window", async () => {
    source.batchSize = 2;
    const list = source.fetch();
    await source.complete(0);
    expect(await list).toBe(0);
  });
});

describe("a cached list", () => {
  test("is returned until something changes", async () => {
    const first = source.list.cached();
    await source.complete(0);
    await first;
    expect(await source.list.cached()).toBe(0);
    expect(source.fetches).toHaveLength(1);
    const { end, ended } = source.change();
    end();
    await ended;
    const second = source.list.cached();
    await source.complete(1);
    expect(await second).toBe(1);
  });

  test("is fetched again if something changed during its fetch", async () => {
    const first = source.list.cached();
    await until(() => source.fetches.length === 1);
    const { end, ended } = source.change();
    end();
    await ended;
    const second = source.list.cached();
    await source.complete(0);
    expect(await first).toBe(0);
    await source.complete(1);
    expect(await second).toBe(1);
  });

  test("is fetched again after a failed change, which may have been done", async () => {
    const first = source.list.cached();
    await source.complete(0);
    await first;
    await expect(source.list.change(() => Promise.reject(new Error("reset")))).rejects.toThrow("reset");
    const second = source.list.cached();
    await source.complete(1);
    await second;
    expect(source.fetches).toHaveLength(2);
  });

  test("is fetched again after a minute", async () => {
    const first = source.list.cached();
    await source.complete(0);
    await first;
    const now = performance.now();
    jest.spyOn(performance, "now").mockImplementation(() => now + 60_001);
    const second = source.list.cached();
    jest.restoreAllMocks();
    await source.complete(1);
    await second;
    expect(source.fetches).toHaveLength(2);
  });

  test("fails for all calls that share its fetch, and is fetched again for the next one", async () => {
    const failed = [source.list.cached(), source.list.cached()];
    await until(() => source.failures.length === 1);
    source.failures[0]?.(new Error("refused"));
    await Promise.all(failed.map((each) => expect(each).rejects.toThrow("refused")));
    const next = source.list.cached();
    await source.complete(1);
    expect(await next).toBe(0);
  });
});
