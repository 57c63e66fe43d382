import { Stack } from "../harness/stack";

/** Lists that do not show everything. */

let stack: Stack;
beforeEach(async () => {
  stack = await Stack.create();
  stack.shortenWaits();
});
afterEach(async () => {
  await stack.close();
});

test("a list with a sign of further pages makes no key count as gone", async () => {
  stack.declare({ a: {}, b: {}, c: {} });
  await stack.up();
  const before = await stack.state();
  const page = { method: "GET", when: "after" as const, list: "first page" as const };
  const { text } = await stack.during(page, () => stack.fails("refresh", "--yes", "--skip-preview"));
  expect(text).toContain("says that there is more. So the key counts as existing.");
  expect(Object.keys(await stack.state()).sort()).toEqual(Object.keys(before).sort());
  await stack.refresh("--expect-no-changes");
});

test("a new key that the list shows later is created whole, and the wait is told once", async () => {
  stack.declare({ a: {}, b: {} });
  const lags = { method: "GET", skip: 1, count: 2, when: "after" as const, list: "lagging" as const };
  stack.simulator.faults.add(lags);
  const { text } = await stack.up();
  expect(text.match(/^ +Waiting for JetEmail's list of keys to show a change/gm)).toHaveLength(1);
  const uuids = stack.simulator.keys.map(({ uuid }) => uuid).sort();
  expect(
    Object.values(await stack.state())
      .map(({ id }) => id)
      .sort(),
  ).toEqual(uuids);
  await stack.hasNothingToDo();
});

test("an empty list is asked for again before it is believed", async () => {
  stack.declare({ a: {}, b: {} });
  await stack.up();
  stack.simulator.faults.add({ method: "GET", status: 200, body: { success: true, transactionalKeys: [] } });
  await stack.refresh("--expect-no-changes");
  expect(Object.keys(await stack.state()).sort()).toEqual(["a", "b"]);
});

test("a list that is older than a rotation does not put the former token back", async () => {
  stack.declare({ key: { rotationTrigger: 1 } });
  await stack.up();
  stack.declare({ key: { rotationTrigger: 2 } });
  await stack.up();
  const { token } = stack.key;
  const lags = { method: "GET", count: 9, when: "after" as const, list: "former tokens" as const };
  await stack.during(lags, () => stack.up("--refresh", "--expect-no-changes"));
  expect(await stack.output("key")).toMatchObject({ apiToken: token });
});

test("a list that says that it failed removes nothing from the state", async () => {
  stack.declare({ a: {}, b: {} });
  await stack.up();
  for (const body of [
    { success: 0, error: "replica down", transactionalKeys: [] },
    { success: "false", transactionalKeys: [] },
    { error: "replica down", transactionalKeys: [] },
  ]) {
    await stack.during({ method: "GET", count: 9, status: 200, body }, () =>
      stack.fails("refresh", "--yes", "--skip-preview"),
    );
  }
  expect(Object.keys(await stack.state()).sort()).toEqual(["a", "b"]);
  await stack.refresh("--expect-no-changes");
});

test("an entry that cannot be read blocks no key but its own", async () => {
  stack.simulator.options.extraEntries = [{ name: null, uuid: 7, status: {} }];
  stack.declare({ key: {} });
  await stack.up();
  await stack.refresh("--expect-no-changes");
  stack.declare({ key: { quota: 3 } });
  await stack.up();
  expect(stack.key.quota).toBe(3);
  await stack.destroy();
  expect(stack.simulator.keys).toEqual([]);
});
