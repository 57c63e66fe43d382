import { ListCache } from "../../../provider/jetemail/listCache";

/** A list of how many changes were done when its fetch began, which the test answers. */
class Source {
  done = 0;
  reads: (() => void)[] = [];
  refusals: ((error: Error) => void)[] = [];
  /** How many callers a batch waits for. */
  batchSize = 0;
  readonly batch = { shouldWait: (waiting: number) => waiting < this.batchSize };
  readonly list = new ListCache<number>(
    () =>
      new Promise<readonly number[]>((resolve, reject) => {
        const { done } = this;
        this.reads.push(() => resolve([done]));
        this.refusals.push(reject);
      }),
  );

  /** A change that the test ends. */
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

  async answer(read: number): Promise<void> {
    await until(() => this.reads[read] !== undefined);
    this.reads[read]?.();
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

test("a call during a fetch gets the next one, and all waiting calls share it", async () => {
  const first = source.list.fetch();
  await until(() => source.reads.length === 1);
  const later = [source.list.fetch(), source.list.fetch(), source.list.fetch()];
  source.done = 1;
  await source.answer(0);
  expect(await first).toEqual([0]);
  await source.answer(1);
  expect(await Promise.all(later)).toEqual([[1], [1], [1]]);
  expect(source.reads).toHaveLength(2);
});

test("a fetch begins when no change is in flight, and shows them all", async () => {
  const changes = [source.change(), source.change()];
  const [one] = changes;
  one?.end();
  await one?.ended;
  const list = source.list.fetch();
  expect(source.reads).toHaveLength(0);
  changes[1]?.end();
  await source.answer(0);
  expect(await list).toEqual([2]);
});

test("a change that hangs delays a fetch no longer than the quiet window", async () => {
  source.change();
  const list = source.list.fetch();
  await source.answer(0);
  expect(await list).toEqual([0]);
});

test("batched calls wait until the policy has enough of them, and later ones start a new batch", async () => {
  source.batchSize = 3;
  const asked = [source.list.fetch(source.batch), source.list.fetch(source.batch)];
  const { end, ended } = source.change();
  end();
  await ended;
  expect(source.reads).toHaveLength(0);
  asked.push(source.list.fetch(source.batch));
  await source.answer(0);
  expect(await Promise.all(asked)).toEqual([[1], [1], [1]]);

  const next = source.list.fetch(source.batch);
  source.change().end();
  expect(source.reads).toHaveLength(1);
  source.batchSize = 0;
  const { end: endLast, ended: lastEnded } = source.change();
  endLast();
  await lastEnded;
  await source.answer(1);
  expect(await next).toEqual([3]);
});

test("an unbatched call starts the fetch for all", async () => {
  source.batchSize = 9;
  const batched = source.list.fetch(source.batch);
  const unbatched = source.list.fetch();
  await source.answer(0);
  expect(await Promise.all([batched, unbatched])).toEqual([[0], [0]]);
});

test("a batched fetch begins after the batch window", async () => {
  source.batchSize = 2;
  const list = source.list.fetch(source.batch);
  await source.answer(0);
  expect(await list).toEqual([0]);
});

test("a cached list is served until something changes", async () => {
  const first = source.list.cached();
  await source.answer(0);
  await first;
  expect(await source.list.cached()).toEqual([0]);
  expect(source.reads).toHaveLength(1);
  const { end, ended } = source.change();
  end();
  await ended;
  const second = source.list.cached();
  await source.answer(1);
  expect(await second).toEqual([1]);
});

test("a list that was being fetched while something changed is not served again", async () => {
  const first = source.list.cached();
  await until(() => source.reads.length === 1);
  const { end, ended } = source.change();
  end();
  await ended;
  const second = source.list.cached();
  await source.answer(0);
  expect(await first).toEqual([0]);
  await source.answer(1);
  expect(await second).toEqual([1]);
});

test("a change that fails may have been done, so the list is fetched again", async () => {
  const first = source.list.cached();
  await source.answer(0);
  await first;
  await expect(source.list.change(() => Promise.reject(new Error("reset")))).rejects.toThrow("reset");
  const second = source.list.cached();
  await source.answer(1);
  await second;
  expect(source.reads).toHaveLength(2);
});

test("a list that is older than a minute is fetched again", async () => {
  const first = source.list.cached();
  await source.answer(0);
  await first;
  const now = performance.now();
  jest.spyOn(performance, "now").mockImplementation(() => now + 60_001);
  const second = source.list.cached();
  jest.restoreAllMocks();
  await source.answer(1);
  await second;
  expect(source.reads).toHaveLength(2);
});

test("all calls that share a fetch get its failure, and the next call fetches again", async () => {
  const failed = [source.list.cached(), source.list.cached()];
  await until(() => source.refusals.length === 1);
  source.refusals[0]?.(new Error("refused"));
  await Promise.all(failed.map((each) => expect(each).rejects.toThrow("refused")));
  const next = source.list.cached();
  await source.answer(1);
  expect(await next).toEqual([0]);
});
