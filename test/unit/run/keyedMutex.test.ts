import { KeyedMutex } from "../../../provider/run/keyedMutex";

test("runs tasks with the same subject in order, even after a failure, and others concurrently", async () => {
  const mutex = new KeyedMutex();
  const order: string[] = [];
  const task = (name: string, end?: Promise<void>) => async () => {
    order.push(`${name} begins`);
    await end;
    order.push(`${name} ends`);
    return name;
  };
  let fail = (_error: Error) => {};
  const failing = new Promise<void>((_resolve, reject) => {
    fail = reject;
  });
  const first = mutex.run("a", task("first", failing));
  const second = mutex.run("a", task("second"));
  expect(await mutex.run("b", task("other"))).toBe("other");
  expect(order).toEqual(["first begins", "other begins", "other ends"]);
  fail(new Error("refused"));
  await expect(first).rejects.toThrow("refused");
  expect(await second).toBe("second");
  expect(order.slice(3)).toEqual(["second begins", "second ends"]);
});
