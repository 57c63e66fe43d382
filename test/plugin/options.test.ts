import path from "node:path";
import { urnOf, YamlStack } from "../harness/yamlStack";

/** Options of Pulumi's own, as a user of native providers knows them. */

let stack: YamlStack;
beforeEach(async () => {
  stack = await YamlStack.create();
});
afterEach(async () => {
  await stack.close();
});

const tokens = () => stack.simulator.keys.map(({ token }) => token);

test("--replace and a taint replace where the old keys are deleted first, and else name the keys in the way", async () => {
  const $options = { deleteBeforeReplace: true };
  stack.declare({ key: { quota: 1, $options }, pair: { $class: "TransactionalKeyPair", $options }, other: {} });
  await stack.up();
  const before = tokens();
  stack.calls();
  await stack.up("--replace", urnOf("key"), "--replace", urnOf("pair", "TransactionalKeyPair"));
  expect(
    stack
      .calls()
      .filter((method) => method !== "GET")
      .sort(),
  ).toEqual([...["DELETE", "DELETE", "DELETE", "POST", "POST", "POST"]]);
  expect(tokens().filter((token) => before.includes(token))).toHaveLength(1);
  await stack.hasNothingToDo();

  const replaced = tokens();
  await stack.succeeds("state", "taint", urnOf("key"), "--yes");
  await stack.up();
  expect(tokens().filter((token) => replaced.includes(token))).toHaveLength(3);
  await stack.hasNothingToDo();

  // Pulumi calls for such a replacement as for a create whose answer a crash has lost.
  const { text } = await stack.upFails("--replace", urnOf("other"));
  expect(text).toContain("JETEMAIL-601");
  await stack.up("--refresh", "--replace", urnOf("other"));
  await stack.hasNothingToDo();
});

test("replaceOnChanges replaces for the named argument alone, deleteBeforeReplace deletes first", async () => {
  const $options = { replaceOnChanges: ["quota"] };
  stack.declare({
    key: { quota: 1, $options },
    first: { quota: 1, $options: { ...$options, deleteBeforeReplace: true } },
  });
  await stack.up();
  stack.calls();
  stack.declare({
    key: { quota: 1, enabled: false, $options },
    first: { quota: 2, $options: { ...$options, deleteBeforeReplace: true } },
  });
  const { stdout } = await stack.preview();
  expect(stdout).toMatch(/~ quota: 1 => 2/);
  await stack.up();
  expect(
    stack
      .calls()
      .filter((method) => method !== "GET")
      .sort(),
  ).toEqual(["DELETE", "PATCH", "POST"]);
  const [key] = Object.values(await stack.state()).filter(({ urn }) => urn.endsWith("::key"));
  expect(stack.simulator.keys.find(({ uuid }) => uuid === key?.id)).toMatchObject({ status: "disabled" });
  await stack.hasNothingToDo();
});

test("replaceOnChanges of everything replaces for a rotation too", async () => {
  const $options = { replaceOnChanges: ["*"] };
  stack.declare({ key: { $options } });
  await stack.up();
  const { uuid } = stack.key;
  stack.declare({ key: { rotationTrigger: 1, $options } });
  await stack.up();
  expect(stack.key.uuid).not.toBe(uuid);
  await stack.hasNothingToDo();
});

test("ignoreChanges of everything, and of one index, leave what they name", async () => {
  const settings = { approvedDomains: ["a.example", "b.example"], quota: 1 };
  stack.declare({ all: { ...settings, $options: { ignoreChanges: ["*"] } }, one: settings });
  await stack.up();
  stack.declare({
    all: { approvedDomains: ["c.example"], quota: 9, rotationTrigger: 5, $options: { ignoreChanges: ["*"] } },
    one: {
      ...settings,
      approvedDomains: ["c.example", "b.example"],
      $options: { ignoreChanges: ["approvedDomains[0]"] },
    },
  });
  await stack.hasNothingToDo();
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

test("an alias takes a key to another logical name, and only its default name changes", async () => {
  stack.declare({ before: { quota: 1 } });
  await stack.up();
  const { uuid, token } = stack.key;
  stack.declare({ after: { quota: 1, $options: { aliases: [urnOf("before")] } } });
  await stack.up();
  expect(stack.key).toMatchObject({ uuid, token, name: "app-test-after" });
});

test("retainOnDelete and --target leave keys alone", async () => {
  stack.declare({ retained: { $options: { retainOnDelete: true } }, other: {} });
  await stack.up();
  stack.declare({ retained: { quota: 5, $options: { retainOnDelete: true } }, other: { quota: 5 } });
  await stack.up("--target", urnOf("other"));
  expect(stack.simulator.keys.map(({ quota }) => quota).sort()).toEqual([0, 5]);
  await stack.destroy();
  expect(stack.key.name).toBe("app-test-retained");
});

test("names follow pulumi:autonaming where it is set", async () => {
  const withPattern = (pattern: string, quota: number) =>
    stack.yaml(
      { resources: { key: { type: "jetemail:TransactionalKey", properties: { quota } } } },
      { config: { "pulumi:autonaming": { value: { pattern } } } },
    );
  // biome-ignore lint/suspicious/noTemplateCurlyInString: Pulumi's own
  withPattern("acme-${name}-${alphanum(6)}", 1);
  await stack.up();
  const { name } = stack.key;
  expect(name).toMatch(/^acme-key-[a-z0-9]{6}$/);
  // biome-ignore lint/suspicious/noTemplateCurlyInString: Pulumi's own
  withPattern("acme-${name}-${alphanum(6)}", 2);
  await stack.up();
  expect(stack.key).toMatchObject({ name, quota: 2 });
});
