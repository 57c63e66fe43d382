import { type Simulator, startSimulator } from "../harness/simulator";
import { YamlStack } from "../harness/yamlStack";

let stack: YamlStack;
/** Another JetEmail account. */
let second: Simulator;
beforeEach(async () => {
  stack = await YamlStack.create();
  second = await startSimulator();
});
afterEach(async () => {
  await stack.close();
  await second.close();
});

/** biome-ignore-start lint/suspicious/noTemplateCurlyInString: Pulumi YAML's own */
const provider = (apiKey: string, more: object = {}) => ({
  type: "pulumi:providers:jetemail",
  properties: { apiKey, baseUrl: second.url, ...more },
});
const key = (properties: object, provider?: string) => ({
  type: "jetemail:TransactionalKey",
  properties,
  ...(provider && { options: { provider: `\${${provider}}` } }),
});
/** biome-ignore-end lint/suspicious/noTemplateCurlyInString: Pulumi YAML's own */

test("an explicit provider is an account, beside the default one", async () => {
  const declare = (quota: number) =>
    stack.yaml({
      resources: { second: provider(second.accountKey), here: key({ quota }), there: key({ quota }, "second") },
    });
  declare(1);
  await stack.up();
  expect([stack.simulator.keys.length, second.keys.length]).toEqual([1, 1]);
  await stack.hasNothingToDo();
  declare(2);
  await stack.up();
  expect([stack.key.quota, second.keys[0]?.quota]).toEqual([2, 2]);
  await stack.refresh("--expect-no-changes");
  // The user has not marked the account key; the provider has.
  expect(await stack.exported()).not.toContain(second.accountKey);
  expect(stack.stateFiles().join("\n")).not.toContain(second.accountKey);
  await stack.destroy();
  expect([stack.simulator.keys, second.keys]).toEqual([[], []]);
});

test("without default providers, explicit ones do", async () => {
  delete stack.env.JETEMAIL_API_KEY;
  const resources = { second: provider(second.accountKey), there: key({}, "second") };
  const settings = { config: { "pulumi:disable-default-providers": { value: ["*"] } } };
  stack.yaml({ resources }, settings);
  await stack.up();
  expect(second.keys).toHaveLength(1);
  await stack.hasNothingToDo();
  stack.yaml({ resources: { ...resources, here: key({}) } }, settings);
  expect((await stack.fails("preview")).text).toContain("Default provider for 'jetemail' disabled");
});

test("an exchanged account key updates the provider, and no key", async () => {
  const declare = (apiKey: string) => stack.yaml({ resources: { second: provider(apiKey), there: key({}, "second") } });
  declare(second.accountKey);
  await stack.up();
  second.clearRequests();
  second.options.accountKey = "api_exchanged0123456789";
  declare("api_exchanged0123456789");
  const { stdout } = await stack.preview();
  expect(stdout).toMatch(/1 to update/);
  expect(stdout).not.toContain("exchanged");
  await stack.up();
  expect(second.requests).toEqual([]);
  await stack.refresh("--expect-no-changes");
});

test("the last key, removed with the exchange of its account key, is deleted as the error says", async () => {
  const setAccountKey = (apiKey: string) => {
    stack.simulator.options.accountKey = apiKey;
    return stack.succeeds("config", "set", "--secret", "jetemail:apiKey", apiKey);
  };
  delete stack.env.JETEMAIL_API_KEY;
  await setAccountKey(stack.simulator.accountKey);
  stack.declare({ key: {} });
  await stack.up();
  await setAccountKey("api_exchanged0123456789");
  stack.declare({});
  expect((await stack.upFails()).text).toMatch(/declare it again, run `pulumi up`, then remove it\..*\[JETEMAIL-301\]/);
  stack.declare({ key: {} });
  await stack.up();
  stack.declare({});
  await stack.up();
  expect(stack.simulator.keys).toEqual([]);
});

test("a key that is given another account is not moved, and preview and update say so", async () => {
  stack.yaml({ resources: { second: provider(second.accountKey), key: key({ quota: 1 }) } });
  await stack.up();
  stack.yaml({ resources: { second: provider(second.accountKey), key: key({ quota: 1 }, "second") } });
  const { text } = await stack.preview("--expect-no-changes");
  expect(text.match(/warning: .*\[JETEMAIL-715\]/g)).toHaveLength(1);
  stack.yaml({ resources: { second: provider(second.accountKey), key: key({ quota: 2 }, "second") } });
  expect((await stack.upFails()).text).toContain("JETEMAIL-707");
  expect([stack.key.quota, second.keys.length]).toEqual([1, 0]);
  await stack.up("--replace", "urn:pulumi:test::app::jetemail:index:TransactionalKey::key");
  expect([stack.simulator.keys.length, second.keys.length]).toEqual([0, 1]);
});

test("settings that are wrong are refused at preview, and their values are not shown", async () => {
  const refused = async (properties: object) => {
    stack.yaml({ resources: { second: { type: "pulumi:providers:jetemail", properties }, there: key({}, "second") } });
    return (await stack.fails("preview")).text;
  };
  const text = await refused({ apiKey: "transactional_hidden0123456789" });
  expect(text).toContain("JETEMAIL-202");
  expect(text).not.toContain("hidden");
  expect(await refused({ concurrency: 65 })).toContain("JETEMAIL-206");
  expect(await refused({ baseUrl: "http://jetemail.example" })).toContain("JETEMAIL-209");

  for (const setting of ["apiKey", "baseUrl"]) {
    const empty = await refused({ [setting]: "" });
    expect(empty).toContain(`jetemail:${setting} is empty`);
    expect(empty).toContain("JETEMAIL-214");
  }

  stack.yaml({ resources: { there: key({}) } });
  await stack.succeeds("config", "set", "jetemail:apiKey", "");
  expect((await stack.fails("preview")).text).toContain("jetemail:apiKey is empty");
  await stack.succeeds("config", "rm", "jetemail:apiKey");
  stack.env.JETEMAIL_BASE_URL = " ";
  expect((await stack.fails("preview")).text).toContain("JETEMAIL_BASE_URL is empty");
  stack.env.JETEMAIL_BASE_URL = stack.simulator.url;
  stack.env.JETEMAIL_API_KEY = "";
  await stack.preview();
  await stack.succeeds("config", "set", "--plaintext", "jetemail:apikey", stack.simulator.accountKey);
  const misspelt = (await stack.fails("preview", "--diff")).text;
  expect(misspelt).toContain("JETEMAIL-213");
  expect(misspelt).not.toContain(stack.simulator.accountKey);
});
