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

const ask: [string, () => Promise<string[]>][] = [
  ["--replace", async () => ["--replace", urnOf("key")]],
  [
    "taint",
    async () => {
      await stack.succeeds("state", "taint", urnOf("key"), "--yes");
      return [];
    },
  ],
];

test.each(ask)(
  "%s is refused by naming what to do instead, and adopt: new then replaces the key",
  async (_name, ask) => {
    const { uuid, token } = stack.key;
    const { text } = await stack.upFails(...(await ask()));
    expect(text).toContain("If it is being replaced (`--replace`, `pulumi state taint`), change `rotationTrigger`");
    expect(stack.key).toMatchObject({ uuid, token });

    stack.declare({ key: { quota: 5, adopt: "new" } });
    await stack.up(...(await ask()));
    expect(stack.key.uuid).not.toBe(uuid);
    expect(await stack.output("key")).toMatchObject({ apiToken: stack.key.token });
    stack.declare({ key: { quota: 5 } });
    await stack.up();
    expect(stack.simulator.issuedTokens).toHaveLength(2);
  },
);

test("a replacement that adopts the key which it replaces says that the token is still valid", async () => {
  const { uuid, token } = stack.key;
  stack.declare({ key: { quota: 5, adopt: uuid } });
  const { text } = await stack.upFails("--replace", urnOf("key"));
  expect(text).toContain("was not replaced: its replacement adopted it, so its token is still valid.");
  expect(stack.key).toMatchObject({ uuid, token });
});
