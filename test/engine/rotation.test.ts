import { Stack } from "../harness/stack";

let stack: Stack;
beforeEach(async () => {
  stack = await Stack.create();
});
afterEach(async () => {
  await stack.close();
});

const ROTATE = "/outbound/transactional-keys/rotate";

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
  expect(stdout).toMatch(/TransactionalKey: \(update\)/);
  await stack.up();
  expect(stack.calls()).toEqual(["ROTATE"]);
  expect(stack.key.uuid).toBe(uuid);
  expect(stack.key.token).not.toBe(token);
  const output = await stack.output("key");
  expect(output).toMatchObject({ uuid, apiToken: stack.key.token, rotationTrigger: { reason: ["leaked"] } });
  expect(output.tokenFingerprint).not.toBe(tokenFingerprint);
  expect(Date.parse(output.rotatedAt as string)).toBeGreaterThan(Date.parse(rotatedAt as string));
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

test("a period that is over rotates with the next update, and says so in the preview", async () => {
  stack.declare({ key: { rotateAfterDays: 30 } });
  await stack.up();
  const { token } = stack.key;
  stack.moveClock(29);
  await stack.hasNothingToDo();
  stack.moveClock(31);
  expect((await stack.preview()).text).toMatch(/The token of "app-test-key" has been due for rotation since \S+Z/);
  stack.calls();
  await stack.up();
  expect(stack.calls()).toEqual(["ROTATE"]);
  expect(stack.key.token).not.toBe(token);

  // A new period counts from the update that brings it.
  stack.moveClock(51);
  stack.declare({ key: { rotateAfterDays: 10 } });
  expect((await stack.up()).text).toMatch(/The token of "app-test-key" will be rotated by the first update after \S+Z/);
  stack.moveClock(60);
  await stack.hasNothingToDo();
  expect(stack.calls()).toEqual([]);
  stack.moveClock(62);
  await stack.up();
  expect(stack.calls()).toEqual(["ROTATE"]);

  // A rotation in the dashboard counts too, once a refresh has seen it.
  stack.moveClock(70);
  stack.simulator.edit.rotate(stack.key.uuid);
  await stack.refresh();
  stack.moveClock(75);
  await stack.hasNothingToDo();
});

test("a rotation whose answer was lost is made sure of by another one, and one that was never saved is repeated", async () => {
  stack.declare({ key: { rotationTrigger: 1 } });
  await stack.up();
  const { token } = stack.key;
  stack.calls();
  stack.simulator.faults.add({ method: "POST", path: ROTATE, when: "after", reset: true });
  stack.declare({ key: { rotationTrigger: 2 } });
  await stack.up();
  // A key that was created a moment ago is looked at twice.
  expect(stack.calls()).toEqual(["ROTATE", "GET", "GET", "ROTATE"]);
  expect(stack.key.token).not.toBe(token);
  expect(await stack.output("key")).toMatchObject({ apiToken: stack.key.token });

  // As after a crash, or by hand: JetEmail has rotated, the state knows nothing of it. The token may have leaked since.
  const unknown = stack.simulator.edit.rotate(stack.key.uuid).token;
  stack.declare({ key: { rotationTrigger: 3, quota: 5 } });
  await stack.up();
  expect(stack.key.token).not.toBe(unknown);
  expect(stack.key.quota).toBe(5);
  expect(await stack.output("key")).toMatchObject({ apiToken: stack.key.token });
  await stack.hasNothingToDo();
});

test("a rotation whose outcome is unknown is repeated by the next update, and one that was saved is not", async () => {
  stack.declare({ key: { rotationTrigger: 1 } });
  await stack.up();
  stack.declare({ key: { rotationTrigger: 2 } });
  const neitherAnswerNorList = [
    { path: ROTATE, when: "after" as const, status: 500 },
    { method: "GET", status: 500 },
  ];
  const { text } = await stack.during(neitherAnswerNorList, () => stack.upFails());
  expect(text).toContain("it is not known whether it was done");
  const { token } = stack.key;
  await stack.up();
  expect(stack.key.token).not.toBe(token);
  expect(await stack.output("key")).toMatchObject({ apiToken: stack.key.token });

  stack.calls();
  stack.declare({ key: { rotationTrigger: 3, quota: 3 } });
  await stack.during({ method: "PATCH", status: 500 }, () => stack.upFails());
  expect(stack.calls()).toEqual(["ROTATE", ...Array(5).fill("PATCH")]);
  await stack.up();
  expect(stack.calls()).toEqual(["PATCH"]);
  expect(await stack.output("key")).toMatchObject({ apiToken: stack.key.token, quota: 3 });
});

test("a trigger that only the update knows shows a rotation as possible and is compared when known", async () => {
  stack.declare({ key: { rotationTrigger: "a" } });
  await stack.up();
  stack.calls();
  stack.declare({ key: { rotationTrigger: { $unknown: "a" } } });
  expect((await stack.preview()).stdout).toMatch(/~ rotationTrigger: "a" => \[unknown\]/);
  await stack.up();
  expect(stack.calls()).toEqual([]);
});
