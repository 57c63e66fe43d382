import { killUp } from "../harness/engineKills";
import { YamlStack } from "../harness/yamlStack";

let stack: YamlStack;
beforeEach(async () => {
  stack = await YamlStack.create();
});
afterEach(async () => {
  await stack.close();
});

/** biome-ignore-start lint/suspicious/noTemplateCurlyInString: Pulumi's own */
const PATTERN = "acme-${name}-${alphanum(6)}";
/** biome-ignore-end lint/suspicious/noTemplateCurlyInString: Pulumi's own */

test("a key that a killed update made under a random name is named by the next one, which proposes another name", async () => {
  stack.yaml(
    { resources: { key: { type: "jetemail:TransactionalKey" } } },
    { config: { "pulumi:autonaming": { value: { pattern: PATTERN } } } },
  );
  await killUp(stack, { method: "POST", when: "after", skip: 0 });
  const { uuid, name } = stack.key;
  const { text } = await stack.upFails();
  expect(text).toContain(`JetEmail already has a key named "${name}" that no resource of this update is known to own.`);
  expect(text).toContain(uuid);
  stack.simulator.edit.delete(uuid);
  await stack.up();
  expect(stack.simulator.keys).toHaveLength(1);
  await stack.destroy();
  await stack.up();
});

test("names of keys follow pulumi:autonaming where it is set", async () => {
  const withPattern = (pattern: string, quota: number) =>
    stack.yaml(
      { resources: { key: { type: "jetemail:TransactionalKey", properties: { quota } } } },
      { config: { "pulumi:autonaming": { value: { pattern } } } },
    );
  withPattern(PATTERN, 1);
  await stack.up();
  const { name } = stack.key;
  expect(name).toMatch(/^acme-key-[a-z0-9]{6}$/);
  withPattern(PATTERN, 2);
  await stack.up();
  expect(stack.key).toMatchObject({ name, quota: 2 });
});

test("a name has to be given where pulumi:autonaming is disabled, and in quotes where YAML takes it for a number", async () => {
  const declare = (properties: object) =>
    stack.yaml(
      { resources: { key: { type: "jetemail:TransactionalKey", properties } } },
      { config: { "pulumi:autonaming": { value: { mode: "disabled" } } } },
    );
  declare({});
  expect((await stack.fails("preview")).text).toContain("pulumi:autonaming is disabled, so a name has to be given");
  declare({ name: 2026 });
  expect((await stack.fails("preview")).text).toContain("2026 is a number: put it in quotes");
  declare({ name: "2026" });
  await stack.up();
  expect(stack.key.name).toBe("2026");
});
