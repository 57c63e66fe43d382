import { SharedList } from "../../../provider/jetemail/listCache";

/** A list of how many changes were done when its reading began, which the test answers. */
class Source {
  done = 0;
  reads: (() => void)[] = [];
  refusals: ((error: Error) => void)[] = [];
  /** How many patient askers wait for more. */
  company = 0;
  readonly list = new SharedList<number>(
    () =>
      new Promise<readonly number[]>((resolve, reject) => {
        const { done } = this;
        this.reads.push(() => resolve([done]));
        this.refusals.push(reject);
      }),
    (waiting) => waiting < this.company,
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

test("whoever asks while a list is read gets the next, and all who wait share it", async () => {
  const first = source.list.fresh();
  await until(() => source.reads.length === 1);
  const later = [source.list.fresh(), source.list.fresh(), source.list.fresh()];
  source.done = 1;
  await source.answer(0);
  expect(await first).toEqual([0]);
  await source.answer(1);
  expect(await Promise.all(later)).toEqual([[1], [1], [1]]);
  expect(source.reads).toHaveLength(2);
});

test("a list is read when no change is under way, and shows them all", async () => {
  const changes = [source.change(), source.change()];
  const [one] = changes;
  one?.end();
  await one?.ended;
  const list = source.list.fresh();
  expect(source.reads).toHaveLength(0);
  changes[1]?.end();
  await source.answer(0);
  expect(await list).toEqual([2]);
});

test("a change that hangs does not keep a list from being read", async () => {
  source.change();
  const list = source.list.fresh();
  await source.answer(0);
  expect(await list).toEqual([0]);
});

test("patient askers wait until they are enough, and the next ones anew", async () => {
  source.company = 3;
  const asked = [source.list.fresh(true), source.list.fresh(true)];
  const { end, ended } = source.change();
  end();
  await ended;
  expect(source.reads).toHaveLength(0);
  asked.push(source.list.fresh(true));
  await source.answer(0);
  expect(await Promise.all(asked)).toEqual([[1], [1], [1]]);

  const next = source.list.fresh(true);
  source.change().end();
  expect(source.reads).toHaveLength(1);
  source.company = 0;
  const { end: endLast, ended: lastEnded } = source.change();
  endLast();
  await lastEnded;
  await source.answer(1);
  expect(await next).toEqual([3]);
});

test("one asker in a hurry is enough", async () => {
  source.company = 9;
  const patient = source.list.fresh(true);
  const hurried = source.list.fresh();
  await source.answer(0);
  expect(await Promise.all([patient, hurried])).toEqual([[0], [0]]);
});

test("patience has an end", async () => {
  source.company = 2;
  const list = source.list.fresh(true);
  await source.answer(0);
  expect(await list).toEqual([0]);
});

test("a list that is known is taken again until something changes", async () => {
  const first = source.list.recent();
  await source.answer(0);
  await first;
  expect(await source.list.recent()).toEqual([0]);
  expect(source.reads).toHaveLength(1);
  const { end, ended } = source.change();
  end();
  await ended;
  const second = source.list.recent();
  await source.answer(1);
  expect(await second).toEqual([1]);
});

test("a list that was being read while something changed is not taken again", async () => {
  const first = source.list.recent();
  await until(() => source.reads.length === 1);
  const { end, ended } = source.change();
  end();
  await ended;
  const second = source.list.recent();
  await source.answer(0);
  expect(await first).toEqual([0]);
  await source.answer(1);
  expect(await second).toEqual([1]);
});

test("a change that fails may have been done, so the list is read again", async () => {
  const first = source.list.recent();
  await source.answer(0);
  await first;
  await expect(source.list.change(() => Promise.reject(new Error("reset")))).rejects.toThrow("reset");
  const second = source.list.recent();
  await source.answer(1);
  await second;
  expect(source.reads).toHaveLength(2);
});

test("a list that is older than a minute is read again", async () => {
  const first = source.list.recent();
  await source.answer(0);
  await first;
  const now = performance.now();
  jest.spyOn(performance, "now").mockImplementation(() => now + 60_001);
  const second = source.list.recent();
  jest.restoreAllMocks();
  await source.answer(1);
  await second;
  expect(source.reads).toHaveLength(2);
});

test("a failure is told to those who share it, and the next asker reads again", async () => {
  const failed = [source.list.recent(), source.list.recent()];
  await until(() => source.refusals.length === 1);
  source.refusals[0]?.(new Error("refused"));
  await Promise.all(failed.map((each) => expect(each).rejects.toThrow("refused")));
  const next = source.list.recent();
  await source.answer(1);
  expect(await next).toEqual([0]);
});
