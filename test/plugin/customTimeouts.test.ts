import { YamlStack } from "../harness/yamlStack";

let stack: YamlStack;
beforeEach(async () => {
  stack = await YamlStack.create();
});
afterEach(async () => {
  await stack.close();
});

test("customTimeouts ends the wait for a rate limit", async () => {
  stack.declare({ key: { $options: { customTimeouts: { create: "10s", delete: "10s" } } } });
  const creates = stack.simulator.faults.add({ method: "POST", status: 429, headers: { "retry-after": "60" } });
  const { text } = await stack.fails("up", "--yes", "--skip-preview");
  expect(text).toContain("allows 10 s, after which nothing was waited for. [JETEMAIL-905]");
  expect([creates.hits, stack.simulator.keys]).toEqual([1, []]);
  stack.forgetRateLimit();
  await stack.up();
  const { keys } = stack.simulator;
  stack.simulator.faults.add({ method: "DELETE", status: 429, headers: { "retry-after": "60" } });
  expect((await stack.fails("destroy", "--yes", "--skip-preview")).text).toContain("JETEMAIL-905");
  expect(stack.simulator.keys).toEqual(keys);
  stack.forgetRateLimit();
  await stack.destroy();
  expect(stack.simulator.keys).toEqual([]);
});

test("customTimeouts that are negative are refused, and another update mends those in the state", async () => {
  const declare = (customTimeouts: object) => stack.declare({ key: { $options: { customTimeouts } } });
  declare({ create: "-5s" });
  expect((await stack.fails("preview")).text).toContain("JETEMAIL-908");
  declare({ delete: "-5s" });
  await stack.up();
  expect((await stack.fails("destroy", "--yes", "--skip-preview")).text).toContain("JETEMAIL-908");
  expect(stack.simulator.keys).toHaveLength(1);
  declare({ delete: "5m" });
  await stack.up();
  await stack.destroy();
  expect(stack.simulator.keys).toEqual([]);
});
