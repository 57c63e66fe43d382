import { YamlStack } from "../harness/yamlStack";

let stack: YamlStack;
beforeEach(async () => {
  stack = await YamlStack.create();
});
afterEach(async () => {
  await stack.close();
});

test("names of keys follow pulumi:autonaming where it is set", async () => {
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
