import { pacedStack } from "../harness/pacedStack";
import { YamlStack } from "../harness/yamlStack";

test("three explicit providers with one account key share its budget", async () => {
  const stack = await pacedStack(YamlStack.create);
  try {
    const apiKey = stack.simulator.accountKey;
    const names = ["one", "two", "three"];
    const providers = names.map((name) => [
      name,
      { type: "pulumi:providers:jetemail", properties: { apiKey, requestsPerMinute: 20 } },
    ]);
    const keys = names.flatMap((name) =>
      Array.from({ length: 10 }, (_, index) => [
        `${name}${index}`,
        { type: "jetemail:TransactionalKey", options: { provider: `\${${name}}` } },
      ]),
    );
    stack.yaml({ resources: Object.fromEntries([...providers, ...keys]) });
    await stack.up();
    expect(stack.simulator.keys).toHaveLength(30);
    expect(stack.simulator.rateLimit.blocks).toBe(0);
  } finally {
    await stack.close();
  }
});
