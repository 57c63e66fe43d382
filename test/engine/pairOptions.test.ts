import { Stack } from "../harness/stack";

/** A pair is one custom resource: every resource option works on it as on a key. */

let stack: Stack;
beforeEach(async () => {
  stack = await Stack.create();
});
afterEach(async () => {
  await stack.close();
});

const declare = (args: object, $options: object) =>
  stack.declare({ pair: { $class: "TransactionalKeyPair", ...args, $options } });
const quotas = () => stack.simulator.keys.map(({ quota }) => quota);

test("ignoreChanges, replaceOnChanges with deleteBeforeReplace, customTimeouts and retainOnDelete", async () => {
  declare({ quota: 1 }, { ignoreChanges: ["quota"], customTimeouts: { create: "5m" } });
  await stack.up();
  const before = stack.simulator.keys.map(({ uuid }) => uuid);
  expect(JSON.parse(await stack.exported())).toHaveProperty("deployment.resources.2.customTimeouts", { create: 300 });
  declare({ quota: 2 }, { ignoreChanges: ["quota"] });
  await stack.hasNothingToDo();

  declare({ quota: 2 }, { replaceOnChanges: ["quota"], deleteBeforeReplace: true });
  expect((await stack.preview()).text).toMatch(/TransactionalKeyPair: \(replace\)/);
  stack.calls();
  await stack.up();
  const [first, second] = stack.calls().filter((call) => call !== "GET");
  expect([first, second]).toEqual(["DELETE", "DELETE"]);
  expect(quotas()).toEqual([2, 2]);
  expect(stack.simulator.keys.some(({ uuid }) => before.includes(uuid))).toBe(false);

  declare({ quota: 2 }, { retainOnDelete: true });
  await stack.up();
  stack.declare({});
  await stack.up();
  expect(quotas()).toEqual([2, 2]);
});
