import type { StoredKey } from "../harness/simulator";
import { Stack } from "../harness/stack";
import { urnOf } from "./urn";

let stack: Stack;
beforeEach(async () => {
  stack = await Stack.create();
});
afterEach(async () => {
  await stack.close();
});

const keys = () => new Map(stack.simulator.keys.map((key) => [key.name, key] as const));

/** What was sent for a key of this name and for the one that it replaces. */
function callsFor(name: string, replaced: StoredKey | undefined): string[] {
  return stack.simulator.requests.flatMap(({ method, body }) => {
    const sent = (body ?? {}) as { name?: string; api_token?: string };
    const isMeant = method === "POST" ? sent.name === name : sent.api_token === replaced?.token;
    return isMeant ? [method] : [];
  });
}

test("a replacement creates the new key before it deletes the old one, and the other way round with deleteBeforeReplace", async () => {
  const declare = (changed: object, replacementTrigger: string) =>
    stack.declare({
      byArgument: { name: "by argument", ...changed, $options: { replaceOnChanges: ["quota"] } },
      byTrigger: { name: "by trigger", quota: 1, $options: { replacementTrigger } },
      deletedFirst: {
        ...{ name: "deleted first", ...changed },
        $options: { replaceOnChanges: ["quota"], deleteBeforeReplace: true },
      },
    });
  declare({ quota: 1 }, "one");
  await stack.up();
  stack.calls();
  declare({ quota: 1, enabled: false }, "one");
  await stack.up();
  expect(stack.calls()).toEqual(["PATCH", "PATCH"]);

  const before = keys();
  declare({ quota: 2 }, "two");
  await stack.up();
  expect(callsFor("by argument", before.get("by argument"))).toEqual(["POST", "DELETE"]);
  expect(callsFor("by trigger", before.get("by trigger"))).toEqual(["POST", "DELETE"]);
  expect(callsFor("deleted first", before.get("deleted first"))).toEqual(["DELETE", "POST"]);
  expect(new Set(stack.calls())).toEqual(new Set(["GET", "POST", "DELETE"]));

  const after = keys();
  expect(after.size).toBe(3);
  expect(after.get("by argument")).toMatchObject({ quota: 2, status: "active" });
  expect(after.get("by trigger")).toMatchObject({ quota: 1 });
  for (const [name, { token }] of after) {
    expect(token).not.toBe(before.get(name)?.token);
  }
  const { uuid, token: apiToken } = after.get("by argument") ?? {};
  expect(await stack.output("byArgument")).toMatchObject({ uuid, apiToken });
  await stack.hasNothingToDo();
});

test("with deleteBeforeReplace, a key that moves to another account is deleted first", async () => {
  const $options = { deleteBeforeReplace: true };
  stack.declare({ key: { $options } });
  await stack.up();
  stack.calls();
  // Another account by name, though it is the same one at JetEmail.
  stack.env.JETEMAIL_API_KEY_SECOND = stack.simulator.accountKey;
  stack.declare({ key: { account: "second", $options } });
  await stack.up();
  expect(stack.calls().filter((method) => method !== "GET")).toEqual(["DELETE", "POST"]);
});

test("--target replaces the key that it names alone, for a rotation too with replaceOnChanges of everything", async () => {
  const $options = { replaceOnChanges: ["*"] };
  const declare = (rotationTrigger: number) =>
    stack.declare({ a: { rotationTrigger, $options }, b: { rotationTrigger, $options } });
  declare(1);
  await stack.up();
  const before = keys();
  declare(2);
  await stack.up("--target", urnOf("a"));
  expect(keys().get("app-test-a")?.uuid).not.toBe(before.get("app-test-a")?.uuid);
  expect(keys().get("app-test-b")).toEqual(before.get("app-test-b"));
  expect(stack.simulator.keys).toHaveLength(2);
});

test("replaceWith replaces a key with the one that it names, and deletedWith leaves it at JetEmail", async () => {
  const declare = (quota: number) =>
    stack.declare({
      first: { quota, $options: { replaceOnChanges: ["quota"] } },
      second: { $options: { replaceWith: [{ $resource: "first" }] } },
      third: { $options: { deletedWith: { $resource: "first" } } },
    });
  declare(1);
  await stack.up();
  const before = keys();
  declare(2);
  await stack.up();
  for (const name of ["app-test-first", "app-test-second"]) {
    expect(keys().get(name)?.uuid).not.toBe(before.get(name)?.uuid);
  }
  await stack.destroy();
  // From 3.260 on, Pulumi replaces the third with the first.
  expect([...keys().keys()]).toEqual(["app-test-third"]);
});
