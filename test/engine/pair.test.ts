import { Stack } from "../harness/stack";

let stack: Stack;
beforeEach(async () => {
  stack = await Stack.create();
});
afterEach(async () => {
  await stack.close();
});

const ROTATE = "/outbound/transactional-keys/rotate";
const declare = (args: object) => stack.declare({ pair: { $class: "TransactionalKeyPair", ...args } });
const output = () => stack.output("pair") as Promise<{ apiToken: string; previousApiToken: string; current: string }>;
const works = (token: string) => stack.simulator.keys.some((key) => key.token === token && key.status === "active");

test("a pair rotates the key that is not in use and makes it current, and the previous token goes on working", async () => {
  declare({ rotationTrigger: 1, quota: 5 });
  await stack.up();
  expect(stack.simulator.keys.map(({ name }) => name)).toEqual(["app-test-pair-a", "app-test-pair-b"]);
  let before = await output();
  expect(before.current).toBe("a");

  // The trigger may take any value.
  for (const [rotationTrigger, current] of [
    [3, "b"],
    ["x", "a"],
  ]) {
    declare({ rotationTrigger, quota: 5 });
    const { stdout } = await stack.preview();
    expect(stdout).toMatch(/~ rotationTrigger/);
    stack.calls();
    await stack.up();
    expect(stack.calls()).toEqual(["ROTATE"]);
    const after = await output();
    expect(after).toMatchObject({ current, previousApiToken: before.apiToken });
    expect(works(after.apiToken) && works(before.apiToken)).toBe(true);
    await stack.hasNothingToDo();
    before = after;
  }
  await stack.refresh("--expect-no-changes");
  await stack.destroy();
  expect(stack.simulator.keys).toEqual([]);
});

test("several periods that were missed rotate once, and the current token goes on working", async () => {
  declare({ rotateAfterDays: 10 });
  await stack.up();
  const before = await output();
  stack.moveClock(9);
  await stack.hasNothingToDo();
  stack.moveClock(55);
  stack.calls();
  await stack.up();
  expect(stack.calls()).toEqual(["ROTATE"]);
  expect(works(before.apiToken)).toBe(true);
  expect(await output()).toMatchObject({ current: "b", previousApiToken: before.apiToken });
  await stack.hasNothingToDo();
});

test("the token that was current outlives a failed update, which the next one completes", async () => {
  declare({ rotationTrigger: 1 });
  await stack.up();
  const neitherAnswerNorList = [
    { path: ROTATE, when: "after" as const, reset: true as const },
    { method: "GET", skip: 1, status: 500 },
  ];
  const changeFails = [{ method: "PATCH", status: 500 }];
  for (const [faults, args, current] of [
    [neitherAnswerNorList, { rotationTrigger: 2, quota: 1 }, "b"],
    [changeFails, { rotationTrigger: 3, quota: 2 }, "a"],
  ] as const) {
    const before = await output();
    declare(args);
    await stack.during([...faults], () => stack.upFails());
    expect(works(before.apiToken)).toBe(true);
    await stack.up();
    const after = await output();
    expect(after).toMatchObject({ current, previousApiToken: before.apiToken });
    expect(works(before.apiToken) && works(after.apiToken)).toBe(true);
  }
  await stack.hasNothingToDo();
});

test("a rotation that was done but never saved is repeated, and the current token goes on working", async () => {
  declare({ rotationTrigger: 1 });
  await stack.up();
  const before = await output();
  const { token } = stack.simulator.edit.rotate(
    stack.simulator.keys.find(({ name }) => name.endsWith("-b"))?.uuid ?? "",
  );
  declare({ rotationTrigger: 9 });
  await stack.up();
  expect(await output()).toMatchObject({ current: "b", previousApiToken: before.apiToken });
  expect(works(before.apiToken)).toBe(true);
  expect(works(token)).toBe(false);
});

test("the emergency switch revokes the previous token at once, once", async () => {
  declare({ rotationTrigger: 1 });
  await stack.up();
  const leaked = await output();
  declare({ rotationTrigger: "leak", revokePrevious: true });
  expect((await stack.preview()).stdout).toMatch(/\+ revokePrevious *: true/);
  stack.calls();
  await stack.up();
  expect(stack.calls()).toEqual(["ROTATE", "ROTATE"]);
  const after = await output();
  expect(works(leaked.apiToken)).toBe(false);
  expect(works(after.apiToken)).toBe(true);
  await stack.hasNothingToDo();

  declare({ rotationTrigger: "leak" });
  expect((await stack.preview()).stdout).toMatch(/~ revokePrevious *: true => false/);
  await stack.up();
  expect(stack.calls()).toEqual([]);
  expect(works(after.apiToken)).toBe(true);
});

test("a pair of which only one key could be created keeps it and is completed by the next update", async () => {
  declare({});
  await stack.during({ method: "POST", skip: 1, status: 500 }, () => stack.upFails());
  const [first] = stack.simulator.keys;
  expect(stack.simulator.keys).toHaveLength(1);
  await stack.up();
  expect(stack.simulator.keys).toHaveLength(2);
  expect(await output()).toMatchObject({ current: "a", apiToken: first?.token });
  await stack.hasNothingToDo();
});

test("drift of a key and a key deleted outside Pulumi are found and put right", async () => {
  declare({ quota: 5 });
  await stack.up();
  const [a, b] = stack.simulator.keys;
  stack.simulator.edit.set(a?.uuid ?? "", { quota: 9 });
  stack.simulator.edit.delete(b?.uuid ?? "");
  await stack.refresh();
  const { stdout } = await stack.preview();
  expect(stdout).toMatch(/~ quota *: 9 => 5/);
  expect(stdout).toMatch(/- missing *: \[/);
  await stack.up();
  expect(stack.simulator.keys.map(({ quota }) => quota)).toEqual([5, 5]);
  expect(await output()).toMatchObject({ apiToken: a?.token });
  await stack.hasNothingToDo();

  for (const { uuid } of stack.simulator.keys) {
    stack.simulator.edit.delete(uuid);
  }
  await stack.refresh();
  await stack.up();
  expect(stack.simulator.keys).toHaveLength(2);
});
