import path from "node:path";
import { YamlStack } from "../harness/yamlStack";

let stack: YamlStack;
beforeEach(async () => {
  stack = await YamlStack.create();
});
afterEach(async () => {
  await stack.close();
});

test("a saved plan is kept to, and a change that is not in it is refused", async () => {
  stack.env.PULUMI_EXPERIMENTAL = "true";
  const plan = path.join(stack.folder, "plan.json");
  const declare = (quota: number) =>
    stack.yaml({ resources: { key: { type: "jetemail:TransactionalKey", properties: { quota } } } });
  declare(1);
  await stack.preview("--save-plan", plan);
  await stack.up("--plan", plan);
  expect(stack.key.quota).toBe(1);
  declare(2);
  await stack.preview("--save-plan", plan);
  declare(3);
  expect((await stack.upFails("--plan", plan)).text).toContain("violates plan");
  declare(2);
  await stack.up("--plan", plan);
  expect(stack.key.quota).toBe(2);
});
