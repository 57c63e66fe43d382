import { Stack } from "../harness/stack";
import { urnOf } from "./urn";

let stack: Stack;
beforeEach(async () => {
  stack = await Stack.create();
});
afterEach(async () => {
  await stack.close();
});

const named = (name: string) => stack.simulator.keys.find((key) => key.name === name);
const tokens = () => stack.simulator.keys.map(({ token }) => token).sort();

test("a key takes another logical name by an alias or by pulumi state rename, and only its default name changes", async () => {
  stack.declare({ old: { name: "explicit" }, oldDefault: {}, before: { name: "renamed" } });
  await stack.up();
  const issued = tokens();
  stack.calls();
  await stack.succeeds("state", "rename", urnOf("before"), "after", "--yes");
  stack.declare({
    new: { name: "explicit", $options: { aliases: [urnOf("old")] } },
    newDefault: { $options: { aliases: [urnOf("oldDefault")] } },
    after: { name: "renamed" },
  });
  await stack.up();
  expect(stack.calls()).toEqual(["PATCH"]);
  expect(stack.simulator.keys.map(({ name }) => name).sort()).toEqual(["app-test-newDefault", "explicit", "renamed"]);
  expect(tokens()).toEqual(issued);
  expect(stack.simulator.issuedTokens).toHaveLength(issued.length);
  expect(Object.keys(await stack.state()).sort()).toEqual(["after", "new", "newDefault"]);
  await stack.hasNothingToDo();
});

test("a key moves to another stack by pulumi state move, and neither stack touches the other's keys", async () => {
  stack.declare({ key: { name: "moving" }, staying: {} });
  await stack.up();
  const { token } = named("moving") ?? {};
  const staying = named("app-test-staying");
  stack.calls();
  await stack.succeeds("stack", "init", "other", "--no-select");
  const stacks = ["--source", "organization/app/test", "--dest", "organization/app/other"];
  await stack.succeeds("state", "move", ...stacks, urnOf("key"), "--yes");
  stack.declare({ staying: {} });
  await stack.hasNothingToDo();
  stack.declare({ key: { name: "moving" } });
  await stack.up("--stack", "other", "--expect-no-changes");
  expect(stack.calls()).toEqual([]);
  expect(await stack.output("key", "--stack", "other")).toMatchObject({ apiToken: token });

  stack.declare({ key: { name: "moving", quota: 5 }, staying: {} });
  await stack.up("--stack", "other");
  expect(stack.calls().sort()).toEqual(["GET", "GET", "PATCH", "POST"]);
  expect(named("moving")).toMatchObject({ token, quota: 5 });
  expect(named("app-other-staying")).toBeDefined();
  await stack.destroy("--stack", "other");
  expect(stack.key).toEqual(staying);
  stack.declare({ staying: {} });
  await stack.refresh("--expect-no-changes");
});

test("a stack that was exported and imported has nothing to do, and a key that was forgotten comes back by adopt", async () => {
  const args = { quota: 5, approvedDomains: ["a.example"], rotationTrigger: { since: 1 } };
  stack.declare({ key: args });
  await stack.up();
  const { key } = stack;
  stack.calls();
  await stack.import(await stack.exported());
  await stack.hasNothingToDo();
  expect(stack.calls()).toEqual([]);
  await stack.refresh("--expect-no-changes");

  await stack.succeeds("state", "delete", urnOf("key"), "--yes");
  stack.calls();
  stack.declare({ key: { ...args, adopt: key.uuid } });
  await stack.up();
  expect(stack.calls()).toEqual(["GET"]);
  expect(stack.key).toEqual(key);
  await stack.hasNothingToDo();
});
