import { writeFileSync } from "node:fs";
import path from "node:path";
import { Stack } from "../harness/stack";

/** Options of Pulumi's own, which need nothing from a provider in theory. */

let stack: Stack;
beforeEach(async () => {
  stack = await Stack.create();
});
afterEach(async () => {
  await stack.close();
});

const TYPE = "pulumi-nodejs:dynamic/jetemail:TransactionalKey";
const urn = (name: string) => `urn:pulumi:test::app::${TYPE}::${name}`;
const names = () => stack.simulator.keys.map(({ name }) => name);

test("a protected key outlives destroy --exclude-protected and is not destroyed before it is unprotected", async () => {
  stack.declare({ kept: { $options: { protect: true } }, other: {} });
  await stack.up();
  await stack.destroy("--exclude-protected");
  expect(names()).toEqual(["app-test-kept"]);

  stack.calls();
  expect((await stack.fails("destroy", "--yes", "--skip-preview")).text).toContain("because it is protected");
  stack.declare({});
  expect((await stack.fails("up", "--yes", "--skip-preview")).text).toContain("because it is protected");
  expect(stack.calls()).toEqual([]);
  expect(Object.keys(await stack.state())).toEqual(["kept"]);

  await stack.succeeds("state", "unprotect", urn("kept"), "--yes");
  await stack.destroy();
  expect(stack.calls()).toEqual(["DELETE"]);
  expect(stack.simulator.keys).toEqual([]);
});

test("a key with retainOnDelete leaves the stack and stays at JetEmail", async () => {
  stack.declare({ key: { $options: { retainOnDelete: true } } });
  await stack.up();
  const { key } = stack;
  stack.calls();
  await stack.destroy();
  expect(stack.calls()).toEqual([]);
  expect(stack.key).toEqual(key);
  expect(await stack.state()).toEqual({});
});

test("with an alias a key takes another logical name and is not replaced, its default name changing in place", async () => {
  stack.declare({ old: { name: "explicit" }, oldDefault: {} });
  await stack.up();
  const [tokens, issued] = [stack.simulator.keys.map(({ token }) => token).sort(), stack.simulator.issuedTokens.length];
  stack.calls();
  stack.declare({
    new: { name: "explicit", $options: { aliases: [{ name: "old" }] } },
    newDefault: { $options: { aliases: [{ name: "oldDefault" }] } },
  });
  await stack.up();
  expect(stack.calls()).toEqual(["PATCH"]);
  expect(names().sort()).toEqual(["app-test-newDefault", "explicit"]);
  expect(stack.simulator.keys.map(({ token }) => token).sort()).toEqual(tokens);
  expect(stack.simulator.issuedTokens).toHaveLength(issued);
  expect(Object.keys(await stack.state()).sort()).toEqual(["new", "newDefault"]);
  await stack.hasNothingToDo();
});

test("a key that pulumi state rename gave another logical name has nothing to do", async () => {
  stack.declare({ old: { name: "explicit" } });
  await stack.up();
  stack.calls();
  await stack.succeeds("state", "rename", urn("old"), "new", "--yes");
  stack.declare({ new: { name: "explicit" } });
  await stack.hasNothingToDo();
  expect(stack.calls()).toEqual([]);
});

test("a change of an argument in replaceOnChanges creates a new key before the old one is deleted", async () => {
  const $options = { replaceOnChanges: ["quota"] };
  stack.declare({ key: { quota: 1, $options } });
  await stack.up();
  const old = stack.key;
  stack.calls();
  stack.declare({ key: { quota: 1, enabled: false, $options } });
  await stack.up();
  expect(stack.calls()).toEqual(["PATCH"]);

  stack.declare({ key: { quota: 2, $options } });
  await stack.up();
  expect(stack.calls()).toEqual(["GET", "POST", "GET", "DELETE"]);
  expect(stack.key).toMatchObject({ quota: 2, status: "active" });
  expect(stack.key.token).not.toBe(old.token);
  expect(await stack.output("key")).toMatchObject({ uuid: stack.key.uuid, apiToken: stack.key.token });
  await stack.hasNothingToDo();
});

test("a changed replacementTrigger creates a new key of the same arguments before the old one is deleted", async () => {
  stack.declare({ key: { quota: 1, $options: { replacementTrigger: "one" } } });
  await stack.up();
  const old = stack.key;
  await stack.hasNothingToDo();
  stack.calls();
  stack.declare({ key: { quota: 1, $options: { replacementTrigger: "two" } } });
  await stack.up();
  expect(stack.calls()).toEqual(["GET", "POST", "GET", "DELETE"]);
  expect(stack.key).toMatchObject({ name: old.name, quota: 1 });
  expect(stack.key.token).not.toBe(old.token);
  await stack.hasNothingToDo();
});

test("with deleteBeforeReplace the old key is deleted before the new one is created", async () => {
  const $options = { deleteBeforeReplace: true };
  stack.declare({ key: { $options } });
  await stack.up();
  const old = stack.key;
  stack.calls();
  // Another account by name, though it is the same one at JetEmail.
  stack.env.JETEMAIL_API_KEY_SECOND = stack.simulator.accountKey;
  stack.declare({ key: { account: "second", $options } });
  await stack.up();
  expect(stack.calls()).toEqual(["DELETE", "GET", "POST", "GET"]);
  expect(stack.key.token).not.toBe(old.token);
  await stack.hasNothingToDo();
});

test("drift and a changed value of an ignored argument are left alone, also beside another change", async () => {
  const $options = { ignoreChanges: ["quota"] };
  const declare = (args: Record<string, unknown>) =>
    stack.declare({ given: { ...args, quota: 2, $options }, default: { ...args, quota: 2, $options } });
  const quotas = () => Object.fromEntries(stack.simulator.keys.map(({ name, quota }) => [name, quota]));
  const patches = () => stack.simulator.requests.filter(({ method }) => method === "PATCH").map(({ body }) => body);
  stack.declare({ given: { quota: 1, $options }, default: { $options } });
  await stack.up();
  declare({});
  await stack.hasNothingToDo();

  stack.simulator.clearRequests();
  declare({ approvedDomains: ["a.example"] });
  await stack.up();
  const change = { api_token: expect.any(String), approvedDomains: ["a.example"] };
  expect(patches()).toEqual([change, change]);
  expect(quotas()).toEqual({ "app-test-given": 1, "app-test-default": 0 });

  for (const { uuid } of stack.simulator.keys) {
    stack.simulator.edit.set(uuid, { quota: 9 });
  }
  await stack.refresh();
  await stack.hasNothingToDo();
  stack.simulator.clearRequests();
  declare({});
  await stack.up();
  expect(patches()).toEqual([
    { ...change, approvedDomains: [] },
    { ...change, approvedDomains: [] },
  ]);
  expect(quotas()).toEqual({ "app-test-given": 9, "app-test-default": 9 });
});

test("a key moved to another stack by pulumi state move goes on there, and nothing is sent", async () => {
  stack.declare({ key: { name: "moving" }, staying: {} });
  await stack.up();
  const token = stack.simulator.keys.find(({ name }) => name === "moving")?.token;
  stack.calls();
  await stack.succeeds("stack", "init", "other", "--no-select");
  const stacks = ["--source", "organization/app/test", "--dest", "organization/app/other"];
  await stack.succeeds("state", "move", ...stacks, urn("key"), "--yes");
  stack.declare({ staying: {} });
  await stack.hasNothingToDo();
  stack.declare({ key: { name: "moving" } });
  await stack.up("--stack", "other", "--expect-no-changes");
  expect(stack.calls()).toEqual([]);

  const { stdout } = await stack.succeeds("stack", "output", "key", "--json", "--show-secrets", "--stack", "other");
  expect(JSON.parse(stdout)).toMatchObject({ apiToken: token });
  await stack.destroy("--stack", "other");
  expect(names()).toEqual(["app-test-staying"]);
});

test("a key forgotten by pulumi state delete comes back by adopt, unchanged", async () => {
  stack.declare({ key: { quota: 5 } });
  await stack.up();
  const { key } = stack;
  await stack.succeeds("state", "delete", urn("key"), "--yes");
  stack.calls();
  stack.declare({ key: { quota: 5, adopt: key.uuid } });
  await stack.up();
  expect(stack.calls()).toEqual(["GET"]);
  expect(stack.key).toEqual(key);
  await stack.hasNothingToDo();
});

test("--target creates, updates and destroys one key, and the others are not touched", async () => {
  stack.declare({ a: {}, b: {} });
  await stack.up();
  stack.calls();
  stack.declare({ a: { quota: 6 }, b: { quota: 6 }, c: {} });
  await stack.up("--target", urn("b"), "--target", urn("c"));
  expect(stack.calls().sort()).toEqual(["GET", "GET", "PATCH", "POST"]);
  expect(Object.fromEntries(stack.simulator.keys.map(({ name, quota }) => [name, quota]))).toEqual({
    "app-test-a": 0,
    "app-test-b": 6,
    "app-test-c": 0,
  });
  await stack.destroy("--target", urn("b"));
  expect(stack.calls()).toEqual(["DELETE"]);
  expect(names().sort()).toEqual(["app-test-a", "app-test-c"]);
});

test("refresh --preview-only shows drift and writes nothing, and up --refresh puts it right", async () => {
  stack.declare({ key: { quota: 5 } });
  await stack.up();
  await stack.succeeds("refresh", "--preview-only", "--expect-no-changes");
  stack.simulator.edit.set(stack.key.uuid, { quota: 9 });
  const before = await stack.exported();
  stack.calls();
  expect((await stack.succeeds("refresh", "--preview-only", "--diff")).stdout).toMatch(/~ quota *: 5 => 9/);
  expect((await stack.fails("refresh", "--preview-only", "--expect-no-changes")).stderr).toContain("no changes");
  expect(stack.calls()).toEqual(["GET", "GET"]);
  expect(await stack.exported()).toBe(before);
  expect(stack.key.quota).toBe(9);

  await stack.up("--refresh");
  expect(stack.calls()).toEqual(["GET", "PATCH"]);
  expect(stack.key.quota).toBe(5);
  await stack.refresh("--expect-no-changes");
});

test("Pulumi's import option is refused with adopt as the answer, and nothing is created or changed", async () => {
  const key = stack.simulator.edit.create({ name: "legacy" });
  stack.declare({ key: { name: "legacy", $options: { import: key.uuid } } });
  for (const command of [["preview"], ["up", "--yes", "--skip-preview"]]) {
    expect((await stack.fails(...command)).text).toContain('Use the argument `adopt: "<uuid>"`');
  }
  expect(stack.calls()).toEqual([]);
  expect(stack.key).toEqual(key);
  expect(await stack.state()).toEqual({});
});

test("two stacks of one program in one account do not touch each other's keys", async () => {
  stack.declare({ key: {} });
  await stack.up();
  const { key } = stack;
  await stack.succeeds("stack", "init", "other", "--no-select");
  await stack.up("--stack", "other");
  stack.declare({ key: { quota: 5 } });
  await stack.up("--stack", "other");
  expect(stack.simulator.keys).toEqual([key, expect.objectContaining({ name: "app-other-key", quota: 5 })]);
  await stack.destroy("--stack", "other");
  expect(stack.key).toEqual(key);
  stack.declare({ key: {} });
  await stack.refresh("--expect-no-changes");
  await stack.hasNothingToDo();
});

test("a stack that was exported and imported has nothing to do", async () => {
  stack.declare({ key: { quota: 5, approvedDomains: ["a.example"], rotationTrigger: { since: 1 } } });
  await stack.up();
  stack.calls();
  const file = path.join(stack.folder, "exported.json");
  writeFileSync(file, await stack.exported());
  await stack.succeeds("stack", "import", "--file", file);
  await stack.hasNothingToDo();
  expect(stack.calls()).toEqual([]);
  await stack.refresh("--expect-no-changes");
});
