import { YamlStack } from "../harness/yamlStack";

let stack: YamlStack;
beforeEach(async () => {
  stack = await YamlStack.create();
});
afterEach(async () => {
  await stack.close();
});

test("customTimeouts ends the wait for a rate limit", async () => {
  stack.declare({ key: { $options: { customTimeouts: { create: "1s", delete: "1s" } } } });
  const creates = stack.simulator.faults.add({ method: "POST", status: 429, headers: { "retry-after": "60" } });
  const { text } = await stack.fails("up", "--yes", "--skip-preview");
  expect(text).toContain("allows 1 s, after which nothing was waited for. [JETEMAIL-905]");
  expect([creates.hits, stack.simulator.keys]).toEqual([1, []]);
  await stack.up();
  const { keys } = stack.simulator;
  stack.simulator.faults.add({ method: "DELETE", status: 429, headers: { "retry-after": "60" } });
  expect((await stack.fails("destroy", "--yes", "--skip-preview")).text).toContain("JETEMAIL-905");
  expect(stack.simulator.keys).toEqual(keys);
  await stack.destroy();
  expect(stack.simulator.keys).toEqual([]);
});
