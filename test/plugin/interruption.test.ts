import { YamlStack } from "../harness/yamlStack";

let stack: YamlStack;
beforeEach(async () => {
  stack = await YamlStack.create();
});
afterEach(async () => {
  await stack.close();
});

test("Ctrl-C ends the wait for a rate limit, and nothing is left pending", async () => {
  const limit = { status: 429, headers: { "retry-after": "60" }, count: Number.POSITIVE_INFINITY };
  const fault = stack.simulator.faults.add({ method: "POST", ...limit });
  stack.declare({ key: {} });
  const running = stack.start("up", "--yes", "--skip-preview");
  await fault.firstHit;
  running.child.kill("SIGINT");
  const { text, code } = await running.ended;
  expect(code).not.toBe(0);
  expect(text).toContain("JETEMAIL-303");
  stack.simulator.faults.clear();
  await stack.up();
  expect(stack.simulator.keys).toHaveLength(1);
});
