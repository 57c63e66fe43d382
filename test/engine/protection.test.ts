import { Stack } from "../harness/stack";
import { urnOf } from "./urn";

let stack: Stack;
beforeEach(async () => {
  stack = await Stack.create();
});
afterEach(async () => {
  await stack.close();
});

const names = () => stack.simulator.keys.map(({ name }) => name).sort();

test("protected keys and those with retainOnDelete outlive a destroy", async () => {
  const kept = { $options: { protect: true } };
  stack.declare({ kept, retained: { $options: { retainOnDelete: true } }, other: {} });
  await stack.up();
  const retained = stack.simulator.keys.find(({ name }) => name === "app-test-retained");
  stack.calls();
  await stack.destroy("--exclude-protected");
  expect(stack.calls()).toEqual(["DELETE"]);
  expect(names()).toEqual(["app-test-kept", "app-test-retained"]);
  expect(stack.simulator.keys).toContainEqual(retained);
  expect(Object.keys(await stack.state())).toEqual(["kept"]);

  expect((await stack.fails("destroy", "--yes", "--skip-preview")).text).toContain("because it is protected");
  stack.declare({});
  expect((await stack.upFails()).text).toContain("because it is protected");
  expect(stack.calls()).toEqual([]);
  expect(Object.keys(await stack.state())).toEqual(["kept"]);

  await stack.succeeds("state", "unprotect", urnOf("kept"), "--yes");
  await stack.destroy();
  expect(stack.calls()).toEqual(["DELETE"]);
  expect(stack.key).toEqual(retained);
});

test("--target creates, updates and destroys the keys that it names, and no others", async () => {
  stack.declare({ a: {}, b: {} });
  await stack.up();
  stack.calls();
  stack.declare({ a: { quota: 6 }, b: { quota: 6 }, c: {} });
  await stack.up("--target", urnOf("b"), "--target", urnOf("c"));
  expect(stack.calls().sort()).toEqual(["GET", "GET", "PATCH", "POST"]);
  expect(Object.fromEntries(stack.simulator.keys.map(({ name, quota }) => [name, quota]))).toEqual({
    "app-test-a": 0,
    "app-test-b": 6,
    "app-test-c": 0,
  });
  await stack.destroy("--target", urnOf("b"));
  expect(stack.calls()).toEqual(["DELETE"]);
  expect(names()).toEqual(["app-test-a", "app-test-c"]);
});
