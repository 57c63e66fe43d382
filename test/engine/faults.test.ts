import { Stack } from "../harness/stack";

let stack: Stack;
beforeEach(async () => {
  stack = await Stack.create();
});
afterEach(async () => {
  await stack.close();
});

test("a create whose answer is lost is found in the list: one key, its token in the state", async () => {
  stack.declare({ key: { quota: 1 } });
  stack.simulator.faults.add({ method: "POST", when: "after", reset: true });
  await stack.up();
  expect(stack.calls()).toEqual(["GET", "POST", "GET", "GET", "GET"]);
  expect(await stack.output("key")).toMatchObject({ apiToken: stack.key.token, uuid: stack.key.uuid });
  await stack.hasNothingToDo();
});

test("a create of which nothing is known is not repeated by this update, but by the next one", async () => {
  stack.shortenWaits();
  stack.declare({ key: { quota: 1 } });
  stack.simulator.faults.add({ method: "POST", when: "before", reset: true });
  const { text } = await stack.upFails();
  expect(text).toContain("It is not known whether the key will be created");
  expect(stack.calls().filter((call) => call === "POST")).toHaveLength(1);
  await stack.up();
  expect(await stack.output("key")).toMatchObject({ apiToken: stack.key.token });
});

test("thirty creates at once, some of the same name, are not mixed up by lost answers", async () => {
  stack.declare(
    Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`key${i}`, { name: `n${i % 5}`, quota: i % 2 }])),
  );
  for (const skip of [0, 3, 7, 12, 20]) {
    stack.simulator.faults.add({ method: "POST", when: "after", skip, status: 502 });
  }
  await stack.up();
  const { keys } = stack.simulator;
  expect(keys).toHaveLength(30);
  const state = Object.values(await stack.state());
  expect(new Set(state.map(({ id }) => id))).toEqual(new Set(keys.map(({ uuid }) => uuid)));
  for (const { id, outputs } of state) {
    const key = keys.find(({ uuid }) => uuid === id);
    expect(outputs).toMatchObject({ name: key?.name, quota: key?.quota });
  }
  await stack.hasNothingToDo();
});

test("where neither the answer nor the list arrives, the next update names the key that exists, and adopt adopts it", async () => {
  stack.declare({ key: { quota: 1 } });
  const { text } = await stack.during(
    [
      { method: "POST", when: "after", reset: true },
      { method: "GET", skip: 1, status: 500 },
    ],
    () => stack.upFails(),
  );
  expect(text).toContain("It is not known whether the key was created");
  const { uuid, token } = stack.key;
  const again = await stack.upFails();
  expect(again.text).toContain(`\`adopt: "${uuid}"\` adopts it`);
  expect(stack.simulator.keys).toHaveLength(1);

  stack.declare({ key: { quota: 1, adopt: uuid } });
  await stack.up();
  expect(await stack.output("key")).toMatchObject({ apiToken: token, uuid });
  await stack.hasNothingToDo();
});

test("an engine that is killed before it saves the answer leaves a key that the next update names", async () => {
  stack.declare({ key: {} });
  const fault = stack.simulator.faults.add({ method: "GET", skip: 1, hang: true });
  const { child } = stack.start("up", "--yes", "--skip-preview");
  await fault.firstHit;
  await stack.killEngine(child);
  stack.simulator.faults.clear();
  const { uuid, token } = stack.key;
  await stack.succeeds("cancel", "--yes");

  const { text } = await stack.upFails();
  expect(text).toContain(`\`adopt: "${uuid}"\` adopts it`);
  expect(stack.simulator.keys).toHaveLength(1);
  stack.declare({ key: { adopt: uuid } });
  await stack.up();
  expect(await stack.output("key")).toMatchObject({ apiToken: token, uuid });
  await stack.hasNothingToDo();
});

test("an unmanaged key of the same name is a name conflict, and a second one can be created on purpose", async () => {
  const there = stack.simulator.edit.create({ name: "mail" });
  stack.declare({ key: { name: "mail" } });
  expect((await stack.upFails()).text).toContain(there.uuid);
  expect(stack.key).toEqual(there);
  stack.declare({ key: { name: "mail", adopt: "new" } });
  await stack.up();
  expect(stack.simulator.keys).toHaveLength(2);
  expect((await stack.state()).key?.id).not.toBe(there.uuid);
  await stack.hasNothingToDo();
  // Both are owned by this stack: no name conflict.
  stack.declare({ key: { name: "mail", adopt: "new" }, twin: { name: "mail", adopt: "new" } });
  await stack.up();
  expect(stack.simulator.keys).toHaveLength(3);
});

test("a replacement under the same name is no name conflict with the key it replaces", async () => {
  stack.declare({ key: { name: "mail" } });
  await stack.up();
  const { uuid } = stack.key;
  stack.declare({ key: { name: "mail", quota: 1, $options: { replaceOnChanges: ["quota"] } } });
  await stack.up();
  expect(stack.key.uuid).not.toBe(uuid);
});

test("a rate limit is waited for as long as its Retry-After header asks, and the user is told", async () => {
  stack.declare(Object.fromEntries(Array.from({ length: 5 }, (_, i) => [`key${i}`, {}])));
  stack.simulator.faults.add({ count: 4, status: 429, headers: { "retry-after": "1" } });
  const { text } = await stack.up();
  expect(stack.simulator.keys).toHaveLength(5);
  expect(text.match(/Rate-limited by JetEmail/g)?.length).toBeGreaterThanOrEqual(1);
});

test("Ctrl-C ends the wait for a rate limit, and nothing is left pending", async () => {
  stack.declare({ key: {} });
  const fault = stack.simulator.faults.add({
    count: Number.POSITIVE_INFINITY,
    status: 429,
    headers: { "retry-after": "60" },
  });
  const { child, ended } = stack.start("up", "--yes", "--skip-preview");
  await fault.firstHit;
  child.kill("SIGINT");
  const { text } = await ended;
  expect(text).toContain("Interrupted");
  expect(fault.hits).toBe(1);
  expect(stack.simulator.keys).toEqual([]);
  stack.simulator.faults.clear();
  stack.forgetRateLimit();
  await stack.up();
  expect(stack.simulator.keys).toHaveLength(1);
});
