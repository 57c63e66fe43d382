import { Stack } from "../harness/stack";
import { urnOf } from "./urn";

/** Options of Pulumi's own, which need nothing from a provider in theory. */

let stack: Stack;
beforeEach(async () => {
  stack = await Stack.create();
});
afterEach(async () => {
  await stack.close();
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
  const goneBack = { ...change, approvedDomains: [] };
  expect(patches()).toEqual([goneBack, goneBack]);
  expect(quotas()).toEqual({ "app-test-given": 9, "app-test-default": 9 });
});

test("ignoreChanges of everything leaves a key as it is, and of an index that item of the program's order", async () => {
  const all = { ignoreChanges: ["*"] };
  const first = { ignoreChanges: ["approvedDomains[0]"] };
  const approvedDomains = ["b.example", "a.example"];
  stack.declare({ all: { quota: 1, $options: all }, first: { approvedDomains, $options: first } });
  await stack.up();
  stack.declare({
    all: { quota: 2, $options: all },
    first: { approvedDomains: ["c.example", "a.example"], $options: first },
  });
  await stack.hasNothingToDo();
  stack.declare({
    all: { quota: 2, rotationTrigger: 1, $options: all },
    first: { approvedDomains: [...approvedDomains, "c.example"], $options: first },
  });
  await stack.up();
  const keys = Object.fromEntries(stack.simulator.keys.map((key) => [key.name, key]));
  expect(keys).toMatchObject({
    "app-test-all": { quota: 1 },
    "app-test-first": { approvedDomains: [...approvedDomains, "c.example"] },
  });
});

test("a key that was renamed in the program is not created again: aliases are the advice, and suffice", async () => {
  stack.declare({ old: { name: "receipts" } });
  await stack.up();
  stack.declare({ new: { name: "receipts" } });
  const { text } = await stack.upFails();
  expect(text).toContain("If the resource was renamed or moved into a component, give it `aliases`.");
  expect(stack.simulator.keys).toHaveLength(1);
  stack.declare({ new: { name: "receipts", $options: { aliases: [urnOf("old")] } } });
  stack.calls();
  await stack.up();
  expect(stack.calls()).toEqual([]);
  expect(Object.keys(await stack.state())).toEqual(["new"]);
});

test("refresh --preview-only shows drift and writes nothing, and up --refresh puts it right", async () => {
  stack.declare({ key: { quota: 5 } });
  await stack.up();
  await stack.succeeds("refresh", "--preview-only", "--expect-no-changes");
  stack.simulator.edit.set(stack.key.uuid, { quota: 9 });
  const before = await stack.exported();
  stack.calls();
  const { stdout, stderr } = await stack.fails("refresh", "--preview-only", "--diff", "--expect-no-changes");
  expect(stdout).toMatch(/~ quota *: 5 => 9/);
  expect(stderr).toContain("no changes");
  expect(stack.calls()).toEqual(["GET"]);
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
  for (const run of [() => stack.fails("preview"), () => stack.upFails()]) {
    expect((await run()).text).toContain('Use the argument `adopt: "<uuid>"`');
  }
  expect(stack.calls()).toEqual([]);
  expect(stack.key).toEqual(key);
  expect(await stack.state()).toEqual({});
});
