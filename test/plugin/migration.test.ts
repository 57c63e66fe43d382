import { Stack } from "../harness/stack";
import { addPlugin } from "../harness/yamlStack";

/**
 * A stack of dynamic resources moves to the plugin and back: the same project, stack and names, so the aliases of the schema
 * find the resources.
 */

let stack: Stack;
beforeEach(async () => {
  stack = await Stack.create();
  await addPlugin(stack);
});
afterEach(async () => {
  await stack.close();
});

const DYNAMIC = `
const { TransactionalKey, TransactionalKeyPair } = require("pulumi-jetemail");
new TransactionalKey("key", { approvedDomains: ["example.com"], quota: 5, rotationTrigger: 1 });
new TransactionalKey("other", { account: "second" });
new TransactionalKeyPair("pair", { quota: 7 });
`;

const PLUGIN = `name: app
runtime: yaml
resources:
  second:
    type: pulumi:providers:jetemail
    properties: { apiKey: "\${secondKey}" }
  key:
    type: jetemail:TransactionalKey
    properties: { approvedDomains: [example.com], quota: 5, rotationTrigger: 1 }
  other:
    type: jetemail:TransactionalKey
    options: { provider: "\${second}" }
  pair:
    type: jetemail:TransactionalKeyPair
    properties: { quota: 7 }
config:
  secondKey: { type: string, secret: true }
`;

/** The token of each key in the state, which is where programs have them from. */
async function tokens(): Promise<string[]> {
  const exported = await stack.exported("--show-secrets");
  return stack.simulator.keys.map(({ token }) => token).filter((token) => exported.includes(token));
}

async function create(): Promise<string[]> {
  stack.env.JETEMAIL_API_KEY_SECOND = stack.simulator.accountKey;
  stack.program(DYNAMIC);
  await stack.up();
  await stack.succeeds("config", "set", "--secret", "secondKey", stack.simulator.accountKey);
  const before = await tokens();
  expect(before).toHaveLength(4);
  stack.calls();
  return before;
}

test("a stack moves to the plugin without a change and without a request", async () => {
  const before = await create();
  stack.write("Pulumi.yaml", PLUGIN);
  const { text } = await stack.succeeds("preview", "--diff");
  expect(text).not.toMatch(/replace|delete|update\)/);
  await stack.up();
  expect(stack.calls()).toEqual([]);
  expect(await tokens()).toEqual(before);
  expect(await stack.exported()).not.toContain(`"type": "pulumi-nodejs:dynamic`);
  await stack.hasNothingToDo();
  await stack.refresh();
  await stack.hasNothingToDo();

  stack.write("Pulumi.yaml", PLUGIN.replace("quota: 5", "quota: 6"));
  stack.calls();
  await stack.up();
  expect(stack.calls()).toContain("PATCH");
  expect(await tokens()).toEqual(before);
  await stack.destroy();
  expect(stack.simulator.keys).toEqual([]);
});

test("and back, by aliases in the program, if every key is updated on the way", async () => {
  const before = await create();
  stack.write("Pulumi.yaml", PLUGIN);
  await stack.up();
  await stack.refresh();
  stack.program(`
    const { TransactionalKey, TransactionalKeyPair } = require("pulumi-jetemail");
    const aliased = (name) => ({ aliases: [{ type: "jetemail:index:" + name }] });
    new TransactionalKey("key", { approvedDomains: ["example.com"], quota: 5, rotationTrigger: 1 }, aliased("TransactionalKey"));
    new TransactionalKey("other", { account: "second" }, aliased("TransactionalKey"));
    new TransactionalKeyPair("pair", { quota: 7 }, aliased("TransactionalKeyPair"));
  `);
  stack.calls();
  await stack.up();
  expect(stack.calls().filter((method) => method !== "GET")).toEqual([]);
  expect(await tokens()).toEqual(before);
  stack.program(DYNAMIC);
  await stack.hasNothingToDo();
  await stack.refresh("--expect-no-changes");
  await stack.destroy();
  expect(stack.simulator.keys).toEqual([]);
});
