import { blocksOf } from "../docs/markdown";
import { Stack } from "../harness/stack";

const [before = "", after = ""] = blocksOf("docs/coming-from/dynamic-provider.md")
  .filter(({ language }) => language === "ts")
  .map(({ text }) => text);

const URN = "urn:pulumi:test::app::pulumi-nodejs:dynamic:Resource::receipts";

let stack: Stack;
beforeEach(async () => {
  stack = await Stack.create();
  stack.typescriptProgram(before);
  await stack.up();
});
afterEach(async () => {
  await stack.close();
});

/** The page's second program, with the uuid of the key in place of the page's. */
function moved(): string {
  return after.replace(/adopt: "[^"]+"/, `adopt: "${stack.key.uuid}"`);
}

async function tokenOf(): Promise<string> {
  return (await stack.succeeds("stack", "output", "token", "--show-secrets")).stdout.trim();
}

test.each<[string, () => Promise<unknown>]>([
  ["pulumi state delete", () => stack.succeeds("state", "delete", URN, "--yes")],
  [
    "retainOnDelete",
    () => {
      stack.typescriptProgram(before.replace('additionalSecretOutputs: ["token"]', "$&, retainOnDelete: true"));
      return stack.up();
    },
  ],
])("a key of a hand-written provider is adopted after %s, and only a list call is sent", async (_way, letGo) => {
  const { key } = stack;
  expect(await tokenOf()).toBe(key.token);
  await letGo();
  stack.calls();

  stack.typescriptProgram(moved());
  expect((await stack.preview()).text).toMatch(/TransactionalKey: \(create\)/);
  await stack.up();
  expect(stack.calls()).toEqual(["GET"]);
  expect(stack.key).toEqual(key);
  expect(await tokenOf()).toBe(key.token);
  expect(Object.keys(await stack.state())).toEqual(["receipts"]);
  await stack.hasNothingToDo();
});

test("without either, the old provider deletes the adopted key, as the page warns", async () => {
  stack.typescriptProgram(moved());
  await stack.up();
  expect(stack.simulator.keys).toEqual([]);
});
