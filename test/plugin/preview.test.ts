import { YamlStack } from "../harness/yamlStack";

let stack: YamlStack;
beforeEach(async () => {
  stack = await YamlStack.create();
});
afterEach(async () => {
  await stack.close();
});

/** A key, and a protected secret of a store that is replaced when its value changes: so no preview may change that. */
function declareConsumer(args: object): void {
  stack.yaml({
    resources: {
      receipts: { type: "jetemail:TransactionalKey", properties: { approvedDomains: ["example.com"], ...args } },
      // biome-ignore lint/suspicious/noTemplateCurlyInString: Pulumi YAML's own
      consumer: { type: "store:Secret", properties: { value: "${receipts.apiToken}" }, options: { protect: true } },
    },
    // biome-ignore lint/suspicious/noTemplateCurlyInString: Pulumi YAML's own
    outputs: { name: "${receipts.name}", quota: "${receipts.quota}", uuid: "${receipts.uuid}" },
  });
}

test("of a changed quota leaves a protected consumer of the token as it is, and so does the update", async () => {
  declareConsumer({ quota: 100 });
  await stack.up();
  stack.calls();
  declareConsumer({ quota: 250 });
  const { stdout } = await stack.preview();
  expect(stdout).toMatch(/~ jetemail:index:TransactionalKey: \(update\)/);
  expect(stdout).toMatch(/~ quota: 100 => 250/);
  expect(stdout).toMatch(/quota +: 250|quota: 100 => 250/);
  expect(stdout).not.toContain("store:index:Secret");
  expect(stdout).toMatch(/1 to update\n +2 unchanged/);
  await stack.up();
  expect(stack.calls()).toEqual(["PATCH"]);
});

test("of a rotation shows that the consumer would be replaced, which its protection refuses", async () => {
  declareConsumer({});
  await stack.up();
  declareConsumer({ rotationTrigger: 1 });
  const { text } = await stack.fails("preview", "--diff");
  expect(text).toContain("store:index:Secret");
  expect(text).toContain("marked for protection");
});

test("of a first update knows the names and settings", async () => {
  declareConsumer({ quota: 100 });
  const { stdout } = await stack.preview();
  expect(stdout).toMatch(/name *: "app-test-receipts"/);
  expect(stdout).toMatch(/quota *: 100/);
  expect(stdout).toMatch(/uuid *: \[unknown\]|uuid *: output<string>/);
  expect(stack.calls()).toEqual([]);
});

test("of a look-up needs the account key, and the key: Pulumi takes no unknown result of a function", async () => {
  const lookUp = (name: string, more: object = {}) =>
    stack.yaml({
      ...{ variables: { found: { "fn::invoke": { function: "jetemail:getTransactionalKey", arguments: { name } } } } },
      // biome-ignore lint/suspicious/noTemplateCurlyInString: Pulumi YAML's own
      ...{ outputs: { uuid: "${found.uuid}" }, ...more },
    });
  lookUp("own", { resources: { own: { type: "jetemail:TransactionalKey", properties: { name: "own" } } } });
  expect((await stack.fails("preview")).text).toContain("JETEMAIL-805");
  delete stack.env.JETEMAIL_API_KEY;
  lookUp("receipts");
  expect((await stack.fails("preview")).text).toContain("JETEMAIL-201");
});

test("shows every problem of the arguments beside its resource, and of the configuration beside the provider", async () => {
  declareConsumer({ quota: -1, approvedDomains: ["not a domain"] });
  const { text } = await stack.fails("preview");
  expect(text).toContain("JETEMAIL-107");
  expect(text).toContain("JETEMAIL-105");
  declareConsumer({});
  await stack.succeeds("config", "set", "--secret", "jetemail:apiKye", "api_hidden0123456789");
  const wrong = await stack.fails("preview");
  expect(wrong.text).toContain("did you mean apiKey?");
  expect(wrong.text).not.toContain("hidden");
});
