import type { StoredKey } from "../harness/simulator";
import { Stack } from "../harness/stack";

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
  const declare = (byArgument: object, replacementTrigger: string, deletedFirst: object) =>
    stack.declare({
      byArgument: { name: "by argument", ...byArgument, $options: { replaceOnChanges: ["quota"] } },
      byTrigger: { name: "by trigger", quota: 1, $options: { replacementTrigger } },
      deletedFirst: { name: "deleted first", ...deletedFirst, $options: { deleteBeforeReplace: true } },
    });
  declare({ quota: 1 }, "one", {});
  await stack.up();
  stack.calls();
  declare({ quota: 1, enabled: false }, "one", {});
  await stack.up();
  expect(stack.calls()).toEqual(["PATCH"]);

  const before = keys();
  // Another account by name, though it is the same one at JetEmail.
  stack.env.JETEMAIL_API_KEY_SECOND = stack.simulator.accountKey;
  declare({ quota: 2 }, "two", { account: "second" });
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
