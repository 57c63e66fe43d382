import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import * as pulumi from "@pulumi/pulumi";

const KEY = "pulumi-nodejs:dynamic/jetemail:TransactionalKey";
const PAIR = "pulumi-nodejs:dynamic/jetemail:TransactionalKeyPair";

let declared: pulumi.runtime.MockResourceArgs[];

/** Runs the program as for this stack, without the engine and without JetEmail. */
async function run(stack: string): Promise<Record<string, pulumi.Output<string>>> {
  await pulumi.runtime.setMocks(
    {
      newResource(args) {
        declared.push(args);
        return {
          id: `${args.name}-id`,
          state: { ...args.inputs, apiToken: pulumi.secret(`token of ${args.name}`) },
        };
      },
      call: () => ({}),
    },
    "shop",
    stack,
  );
  delete require.cache[require.resolve("./index")];
  const program = require("./index");
  await pulumi.runtime.disconnect(); // once everything is declared
  return program;
}

function keys(): pulumi.runtime.MockResourceArgs[] {
  return declared.filter(({ type }) => type === KEY || type === PAIR).sort((a, b) => a.name.localeCompare(b.name));
}

beforeEach(() => {
  declared = [];
});

for (const stack of ["dev", "prod"]) {
  test(`in ${stack}, every key lists its domains and has a quota`, async () => {
    await run(stack);
    assert.equal(keys().length, 2);
    for (const { name, inputs } of keys()) {
      assert.ok(inputs.approvedDomains.length > 0, `${name} has no approved domain`);
      assert.ok(inputs.quota > 0, `${name} has no quota`);
      assert.ok(!inputs.allowAllDomains, `${name} may send from every domain`);
    }
  });
}

test("only production sends from the shop's own domain", async () => {
  await run("dev");
  const [, receipts] = keys();
  assert.deepEqual(receipts?.inputs.approvedDomains, ["test.example.com"]);
});

test("each key name contains the name of its stack", async () => {
  await run("prod");
  const names = keys().map(({ inputs }) => inputs.name);
  assert.deepEqual(names, ["shop-prod-alerts", "shop-prod-receipts"]);
});

test("the tokens are exported as secrets", async () => {
  const { receiptsToken, alertsToken } = await run("prod");
  for (const token of [receiptsToken, alertsToken]) {
    assert.equal(await pulumi.isSecret(token as pulumi.Output<string>), true);
  }
});
