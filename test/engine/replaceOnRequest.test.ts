import { Stack } from "../harness/stack";
import { urnOf } from "./urn";

/** `pulumi up --replace` and `pulumi state taint`: Pulumi calls check without old inputs, and no diff. */

let stack: Stack;
beforeEach(async () => {
  stack = await Stack.create();
  stack.declare({ key: { quota: 5 } });
  await stack.up();
});
afterEach(async () => {
  await stack.close();
});

test.each<[string, () => Promise<string[]>]>([
  ["--replace", async () => ["--replace", urnOf("key")]],
  [
    "pulumi state taint",
    async () => {
      await stack.succeeds("state", "taint", urnOf("key"), "--yes");
      return [];
    },
  ],
])("%s is refused by naming what to do, and replaces the key with --refresh", async (_name, ask) => {
  const { uuid, token } = stack.key;
  const { text } = await stack.upFails(...(await ask()));
  expect(text).toContain("If it is being replaced (`--replace`, `pulumi state taint`), add `--refresh`");
  expect(stack.key).toMatchObject({ uuid, token });

  stack.calls();
  await stack.up("--refresh", ...(await ask()));
  expect(stack.calls().filter((method) => method !== "GET")).toEqual(["POST", "DELETE"]);
  expect(await stack.output("key")).toMatchObject({ uuid: stack.key.uuid, apiToken: stack.key.token });
  await stack.hasNothingToDo();
});

test("--replace with --refresh replaces both keys of a pair, whose new ones are created first", async () => {
  stack.declare({ pair: { $class: "TransactionalKeyPair" } });
  await stack.up();
  const before = stack.simulator.keys.map(({ token }) => token);
  stack.calls();
  await stack.up("--refresh", "--replace", urnOf("pair", "TransactionalKeyPair"));
  expect(stack.calls().filter((method) => method !== "GET")).toEqual(["POST", "POST", "DELETE", "DELETE"]);
  expect(stack.simulator.keys.filter(({ token }) => before.includes(token))).toEqual([]);
  await stack.hasNothingToDo();
});

test("--replace with adopt: new replaces the key without a refresh", async () => {
  const { uuid } = stack.key;
  stack.declare({ key: { quota: 5, adopt: "new" } });
  await stack.up("--replace", urnOf("key"));
  expect(stack.key.uuid).not.toBe(uuid);
  stack.declare({ key: { quota: 5 } });
  await stack.up();
  expect(stack.simulator.issuedTokens).toHaveLength(2);
});

test("a replacement that adopts the key which it replaces says that the token is still valid", async () => {
  const { uuid, token } = stack.key;
  stack.declare({ key: { quota: 5, adopt: uuid } });
  const { text } = await stack.upFails("--replace", urnOf("key"));
  expect(text).toContain("was not replaced: its replacement adopted it, so its token is still valid.");
  expect(stack.key).toMatchObject({ uuid, token });
});

test("with deleteBeforeReplace, --replace and a taint replace keys and pairs", async () => {
  const tokens = () => stack.simulator.keys.map(({ token }) => token);
  const $options = { deleteBeforeReplace: true };
  stack.declare({ key: { $options }, pair: { $class: "TransactionalKeyPair", $options } });
  await stack.up();
  const before = tokens();
  stack.calls();
  await stack.up("--replace", urnOf("key"), "--replace", urnOf("pair", "TransactionalKeyPair"));
  const changes = stack.calls().filter((method) => method !== "GET");
  expect(changes.sort()).toEqual(["DELETE", "DELETE", "DELETE", "POST", "POST", "POST"]);
  expect(tokens().filter((token) => before.includes(token))).toEqual([]);
  await stack.hasNothingToDo();

  const replaced = tokens();
  await stack.succeeds("state", "taint", urnOf("key"), "--yes");
  await stack.up();
  expect(tokens().filter((token) => replaced.includes(token))).toHaveLength(2);
  await stack.hasNothingToDo();
});
