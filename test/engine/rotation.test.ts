import { Stack } from "../harness/stack";

let stack: Stack;
beforeEach(async () => {
  stack = await Stack.create();
});
afterEach(async () => {
  await stack.close();
});

test("a changed trigger rotates the token in place, and the preview says so and why", async () => {
  stack.declare({ key: { rotationTrigger: { reason: ["first"] } } });
  await stack.up();
  const { uuid, token } = stack.key;
  const { tokenFingerprint, rotatedAt } = await stack.output("key");
  stack.declare({ key: { rotationTrigger: { reason: ["first"] }, quota: 1 } });
  await stack.up();
  expect(stack.key.token).toBe(token);
  stack.calls();

  stack.declare({ key: { rotationTrigger: { reason: ["leaked"] }, quota: 1 } });
  const { stdout } = await stack.preview();
  expect(stdout).toMatch(/~ \[0\]: "first" => "leaked"/);
  expect(stdout).toMatch(/~ rotatedAt *: "\S+Z" => "\S+Z"/);
  expect(stdout).toMatch(/TransactionalKey: \(update\)/);
  await stack.up();
  expect(stack.calls()).toEqual(["ROTATE"]);
  expect(stack.key.uuid).toBe(uuid);
  expect(stack.key.token).not.toBe(token);
  const output = await stack.output("key");
  expect(output).toMatchObject({ uuid, apiToken: stack.key.token, rotationTrigger: { reason: ["leaked"] } });
  expect(output.tokenFingerprint).not.toBe(tokenFingerprint);
  expect(Date.parse(output.rotatedAt as string)).toBeGreaterThan(Date.parse(rotatedAt as string));
  await stack.hasNothingToDo();
  await stack.refresh("--expect-no-changes");
  await stack.hasNothingToDo();

  stack.declare({ key: { quota: 1 } });
  await stack.up();
  expect(stack.calls().filter((call) => call === "ROTATE")).toEqual([]);
  stack.declare({ key: { quota: 2, enabled: false, rotationTrigger: 7 } });
  await stack.up();
  expect(stack.calls()).toEqual(["ROTATE", "PATCH", "PATCH"]);
  expect(stack.key).toMatchObject({ quota: 2, status: "disabled" });
  await stack.hasNothingToDo();
});

test("a period that has gone by rotates with the next update, and says so in the preview", async () => {
  stack.declare({ key: { rotateAfterDays: 30 } });
  await stack.up();
  const { token } = stack.key;
  stack.moveClock(29);
  await stack.hasNothingToDo();
  stack.moveClock(31);
  expect((await stack.preview()).stdout).toMatch(/~ rotatedAt *: "\S+Z" => "\S+Z"/);
  stack.calls();
  await stack.up();
  expect(stack.calls()).toEqual(["ROTATE"]);
  expect(stack.key.token).not.toBe(token);
  await stack.hasNothingToDo();

  // A new period is in force from the update after the one that brings it.
  stack.moveClock(51);
  stack.declare({ key: { rotateAfterDays: 10 } });
  await stack.up();
  expect(stack.calls()).toEqual([]);
  expect((await stack.preview()).stdout).toMatch(/~ rotatedAt/);
  await stack.up();
  expect(stack.calls()).toEqual(["ROTATE"]);
  await stack.hasNothingToDo();

  // A rotation in the dashboard counts too, once a refresh has seen it.
  stack.moveClock(60);
  stack.simulator.edit.rotate(stack.key.uuid);
  await stack.refresh();
  stack.moveClock(65);
  await stack.hasNothingToDo();
});

test("a rotation whose answer got lost is found in the list and not done twice", async () => {
  stack.declare({ key: { rotationTrigger: 1 } });
  await stack.up();
  const { token } = stack.key;
  stack.calls();
  stack.simulator.faults.add({
    method: "POST",
    path: "/outbound/transactional-keys/rotate",
    when: "after",
    reset: true,
  });
  stack.declare({ key: { rotationTrigger: 2 } });
  await stack.up();
  expect(stack.calls()).toEqual(["ROTATE", "GET"]);
  expect(stack.key.token).not.toBe(token);
  expect(await stack.output("key")).toMatchObject({ apiToken: stack.key.token });
  expect(stack.simulator.issuedTokens).toHaveLength(2);
});

test("a rotation that was done but never written down is healed by the next update, without a second one", async () => {
  stack.declare({ key: { rotationTrigger: 1 } });
  await stack.up();
  // As after a crash: JetEmail has rotated, the state knows nothing of it.
  stack.simulator.edit.rotate(stack.key.uuid);
  stack.declare({ key: { rotationTrigger: 2, quota: 5 } });
  await stack.up();
  expect(stack.simulator.issuedTokens).toHaveLength(2);
  expect(stack.key.quota).toBe(5);
  expect(await stack.output("key")).toMatchObject({ apiToken: stack.key.token });
  await stack.hasNothingToDo();
});

test("where neither the answer nor the list comes, the error says so and the next update finds out", async () => {
  stack.declare({ key: { rotationTrigger: 1 } });
  await stack.up();
  stack.declare({ key: { rotationTrigger: 2 } });
  const { text } = await stack.during(
    [
      { path: "/outbound/transactional-keys/rotate", when: "after", status: 500 },
      { method: "GET", status: 500 },
    ],
    () => stack.fails("up", "--yes", "--skip-preview"),
  );
  expect(text).toContain("it is not known whether it was done");
  await stack.up();
  expect(stack.simulator.issuedTokens).toHaveLength(2);
  expect(await stack.output("key")).toMatchObject({ apiToken: stack.key.token });
});

test("a rotation is not repeated when what came after it failed", async () => {
  stack.declare({ key: { rotationTrigger: 1 } });
  await stack.up();
  stack.calls();
  stack.declare({ key: { rotationTrigger: 2, quota: 3 } });
  await stack.during({ method: "PATCH", status: 500 }, () => stack.fails("up", "--yes", "--skip-preview"));
  expect(stack.calls()).toEqual(["ROTATE", ...Array(5).fill("PATCH")]);
  await stack.up();
  expect(stack.calls()).toEqual(["PATCH"]);
  expect(await stack.output("key")).toMatchObject({ apiToken: stack.key.token, quota: 3 });
});

test("a trigger that only the update knows shows a rotation as possible and compares when known", async () => {
  stack.declare({ key: { rotationTrigger: "a" } });
  await stack.up();
  stack.calls();
  stack.declare({ key: { rotationTrigger: { $unknown: "a" } } });
  expect((await stack.preview()).stdout).toMatch(/~ rotatedAt/);
  await stack.up();
  expect(stack.calls()).toEqual([]);
});

test("bad rotation arguments are refused at preview", async () => {
  stack.declare({ key: { rotateAfterDays: 0 } });
  expect((await stack.fails("preview")).text).toMatch(/rotateAfterDays.*must be a whole number of days from 1/);
  stack.declare({ key: { rotatedAt: "2020-01-01" } });
  expect((await stack.fails("preview")).text).toMatch(/rotatedAt.*no such argument/);
  expect(stack.calls()).toEqual([]);
});
