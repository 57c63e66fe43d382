import type { Fault } from "../harness/simulator";
import { Stack } from "../harness/stack";

let stack: Stack;
beforeEach(async () => {
  stack = await Stack.create();
});
afterEach(async () => {
  await stack.close();
});

const declare = (args: object) => stack.declare({ pair: { $class: "TransactionalKeyPair", ...args } });
const output = () => stack.output("pair") as Promise<{ apiToken: string; previousApiToken: string; current: string }>;
const works = (token: string) => stack.simulator.keys.some((key) => key.token === token && key.status === "active");

test("a pair rotates the key that is not in use and makes it current; whoever holds the token before goes on", async () => {
  declare({ rotationTrigger: 1, quota: 5 });
  await stack.up();
  expect(stack.simulator.keys.map(({ name }) => name)).toEqual(["app-test-pair-a", "app-test-pair-b"]);
  await stack.hasNothingToDo();
  let before = await output();
  expect(before.current).toBe("a");

  // The trigger jumps as it likes.
  for (const [rotationTrigger, current] of [
    [3, "b"],
    [7, "a"],
    ["x", "b"],
  ]) {
    declare({ rotationTrigger, quota: 5 });
    const { stdout } = await stack.preview();
    expect(stdout).toMatch(/~ current *: "[ab]" => "[ab]"/);
    expect(stdout).toMatch(/~ rotationTrigger/);
    stack.calls();
    await stack.up();
    expect(stack.calls()).toEqual(["ROTATE"]);
    const after = await output();
    expect(after).toMatchObject({ current, previousApiToken: before.apiToken });
    expect(works(after.apiToken) && works(before.apiToken)).toBe(true);
    await stack.hasNothingToDo();
    await stack.refresh("--expect-no-changes");
    before = after;
  }

  await stack.destroy();
  expect(stack.simulator.keys).toEqual([]);
});

test("several periods that were missed rotate once, and the token in use survives", async () => {
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

test.each([
  [
    "the answer got lost and so did the list",
    [
      { path: "/outbound/transactional-keys/rotate", when: "after" as const, reset: true as const },
      { method: "GET", status: 500 },
    ],
  ],
  ["a change after the rotation failed", [{ method: "PATCH", status: 500 }]],
])(
  "an update that was interrupted because %s leaves the token that was current alive, whatever comes next",
  async (_why, faults) => {
    declare({ rotationTrigger: 1 });
    await stack.up();
    const before = await output();
    declare({ rotationTrigger: 2, quota: 1 });
    await stack.during(faults as Fault[], () => stack.fails("up", "--yes"));
    expect(works(before.apiToken)).toBe(true);
    await stack.up();
    expect(works(before.apiToken)).toBe(true);
    const after = await output();
    expect(after).toMatchObject({ current: "b", previousApiToken: before.apiToken });
    expect(works(after.apiToken)).toBe(true);
    expect(stack.simulator.issuedTokens).toHaveLength(3);
    await stack.hasNothingToDo();
  },
);

test("a rotation that was done but never written down is healed, even if the trigger has moved on", async () => {
  declare({ rotationTrigger: 1 });
  await stack.up();
  const before = await output();
  stack.simulator.edit.rotate(stack.simulator.keys.find(({ name }) => name.endsWith("-b"))?.uuid ?? "");
  declare({ rotationTrigger: 9 });
  await stack.up();
  expect(await output()).toMatchObject({ current: "b", previousApiToken: before.apiToken });
  expect(works(before.apiToken)).toBe(true);
  expect(stack.simulator.issuedTokens).toHaveLength(3);
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

test("a pair that could be made only in part keeps what exists and is completed by the next update", async () => {
  declare({});
  await stack.during({ method: "POST", skip: 1, status: 500 }, () => stack.fails("up", "--yes"));
  const [first] = stack.simulator.keys;
  expect(stack.simulator.keys).toHaveLength(1);
  await stack.up();
  expect(stack.simulator.keys).toHaveLength(2);
  expect(await output()).toMatchObject({ current: "a", apiToken: first?.token });
  await stack.hasNothingToDo();
});

test("drift of either key and a key deleted by hand are found and put right", async () => {
  declare({ quota: 5 });
  await stack.up();
  const [a, b] = stack.simulator.keys;
  stack.simulator.edit.set(b?.uuid ?? "", { quota: 9 });
  await stack.refresh();
  expect((await stack.preview()).stdout).toMatch(/~ quota *: 9 => 5/);
  await stack.up();
  expect(stack.simulator.keys.map(({ quota }) => quota)).toEqual([5, 5]);

  stack.simulator.edit.delete(b?.uuid ?? "");
  await stack.refresh();
  expect((await stack.preview()).stdout).toMatch(/- missing *: \[/);
  await stack.up();
  expect(stack.simulator.keys).toHaveLength(2);
  expect(await output()).toMatchObject({ apiToken: a?.token });
  await stack.hasNothingToDo();

  for (const { uuid } of stack.simulator.keys) {
    stack.simulator.edit.delete(uuid);
  }
  await stack.refresh();
  await stack.up();
  expect(stack.simulator.keys).toHaveLength(2);
});

test("the arguments of a pair are checked at preview, and no token of it is shown", async () => {
  declare({ name: "x".repeat(63), adopt: "uuid", revokePrevious: "yes" });
  const { text } = await stack.fails("preview");
  expect(text).toMatch(/name.*1 to 62 letters/);
  expect(text).toMatch(/adopt.*no such argument/);
  expect(text).toMatch(/revokePrevious.*must be true or false/);
  declare({});
  const seen = [
    (await stack.up("--diff")).text,
    (await stack.succeeds("stack", "output")).text,
    await stack.exported(),
  ];
  const revealed = await stack.exported("--show-secrets");
  for (const token of stack.simulator.issuedTokens) {
    expect(seen.join("")).not.toContain(token);
    expect(revealed).toContain(token);
  }
});
