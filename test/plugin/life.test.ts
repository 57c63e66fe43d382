import { YamlStack } from "../harness/yamlStack";

let stack: YamlStack;
beforeEach(async () => {
  stack = await YamlStack.create();
});
afterEach(async () => {
  await stack.close();
});

test("a key is created with all of its outputs, then has nothing to do, and is deleted", async () => {
  stack.declare({
    receipts: {
      approvedDomains: ["Example.com", "b.example"],
      quota: 10,
      ipRestrictions: ["2001:DB8:0::/32", "10.0.0.1"],
    },
  });
  await stack.preview();
  expect(stack.calls()).toEqual([]);
  await stack.up();
  expect(stack.calls()).toEqual(["GET", "POST", "GET"]);
  const { token, uuid } = stack.key;
  const settings = {
    name: "app-test-receipts",
    allowAllDomains: false,
    approvedDomains: ["example.com", "b.example"],
    quota: 10,
    ipRestrictions: ["2001:db8::/32", "10.0.0.1"],
    status: "active",
  };
  expect(stack.key).toMatchObject(settings);
  expect(await stack.output("receipts")).toMatchObject({ ...settings, uuid, apiToken: token, enabled: true });
  expect((await stack.state()).receipts?.id).toBe(uuid);

  await stack.hasNothingToDo();
  await stack.refresh("--expect-no-changes");
  stack.calls();
  await stack.destroy();
  expect(stack.calls()).toEqual(["DELETE"]);
  expect(stack.simulator.keys).toEqual([]);
});
