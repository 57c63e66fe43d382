import { readFileSync } from "node:fs";
import path from "node:path";
import { YamlStack } from "../harness/yamlStack";

/** What the program declares secret, in every shape: a value, an item of a list, a whole list, a part of an object. */
const SECRETS = ["hidden-name", "hidden-item.example", "192.0.2.77", "hidden-trigger", "hidden-part"];
const secret = (value: unknown) => ({ "fn::secret": value });
const declared = (more: object) => ({
  name: secret("hidden-name"),
  approvedDomains: ["example.com", secret("hidden-item.example")],
  ipRestrictions: secret(["192.0.2.77"]),
  rotationTrigger: { reason: secret("hidden-trigger"), list: [1, secret("hidden-part")], plain: "in clear" },
  ...more,
});

let stack: YamlStack;
/** Everything that was printed or saved. */
let seen: string[];
beforeEach(async () => {
  stack = await YamlStack.create();
  seen = [];
});
afterEach(async () => {
  await stack.close();
});

async function see(run: Promise<{ text: string }>): Promise<string> {
  const { text } = await run;
  seen.push(text);
  return text;
}

/** What is secret of a resource in the state, by path. */
async function secretsOf(name: string): Promise<string[]> {
  const exported = await stack.exported();
  seen.push(exported, ...stack.stateFiles());
  const { deployment } = JSON.parse(exported) as { deployment: { resources: Record<string, unknown>[] } };
  const { inputs, outputs } = deployment.resources.find(({ urn }) => String(urn).endsWith(`::${name}`)) ?? {};
  return secretPaths({ inputs, outputs }).sort();
}

function secretPaths(value: unknown, place = ""): string[] {
  if (typeof value !== "object" || value === null) {
    return [];
  }
  return "ciphertext" in value
    ? [place.slice(1)]
    : Object.entries(value).flatMap(([name, item]) => secretPaths(item, `${place}.${name}`));
}

function expectNothingShown(): void {
  const text = seen.join("\n");
  expect(text.length).toBeGreaterThan(1000);
  const forms = SECRETS.flatMap((each) => [each, Buffer.from(each).toString("base64").slice(0, -4)]);
  expect(forms.filter((form) => text.includes(form))).toEqual([]);
}

/** As in the state of every earlier version. */
const ARGUMENTS = (of: string) => [
  `${of}.approvedDomains`,
  `${of}.ipRestrictions`,
  `${of}.name`,
  `${of}.rotationTrigger.list`,
  `${of}.rotationTrigger.reason`,
];

test.each([
  ["TransactionalKey", ["outputs.apiToken"]],
  ["TransactionalKeyPair", ["outputs.apiToken", "outputs.keys", "outputs.previousApiToken"]],
])("secret arguments of a %s are secret in its state, plans and messages, whatever happens", async (type, tokens) => {
  stack.env.PULUMI_EXPERIMENTAL = "true";
  const expected = [...ARGUMENTS("inputs"), ...ARGUMENTS("outputs"), ...tokens].sort();
  const plan = path.join(stack.folder, "plan.json");
  const declare = (more: object) =>
    stack.yaml({ resources: { it: { type: `jetemail:${type}`, properties: declared(more) } } });

  declare({ quota: 5 });
  await see(stack.succeeds("preview", "--diff", "--save-plan", plan));
  seen.push(readFileSync(plan, "utf8"));
  await see(stack.up("--plan", plan));
  expect(await secretsOf("it")).toEqual(expected);
  await stack.hasNothingToDo();

  for (const { uuid } of stack.simulator.keys) {
    stack.simulator.edit.set(uuid, { quota: 7 }); // as in the dashboard
  }
  await see(stack.refresh("--diff"));
  expect(await secretsOf("it")).toEqual(expected);

  declare({ quota: 9 });
  await see(stack.succeeds("preview", "--diff", "--save-plan", plan));
  seen.push(readFileSync(plan, "utf8"));
  await see(stack.up("--diff"));
  expect(await secretsOf("it")).toEqual(expected);

  declare({ quota: 11, rotationTrigger: { reason: secret("hidden-trigger"), list: secret(["hidden-part", 2]) } });
  stack.simulator.faults.add({ method: "PATCH", status: 403, body: { success: false, error: "no hidden-name" } });
  expect(await see(stack.upFails("--diff"))).toContain("JETEMAIL-302");
  expect(await secretsOf("it")).toEqual(expected);

  declare({ quota: -1, name: secret("hidden-name!"), approvedDomains: [secret("*.hidden-item.example")] });
  const refused = await see(stack.fails("preview"));
  for (const code of ["101", "105", "107"]) {
    expect(refused).toContain(`JETEMAIL-${code}`);
  }
  expectNothingShown();
});

test("secret arguments of an import stay secret", async () => {
  const { uuid } = stack.simulator.edit.create({ name: "hidden-name" });
  const properties = { name: secret("hidden-name"), quota: 5 };
  // What is imported is shown: only the program says that it is secret.
  stack.yaml({ resources: { it: { type: "jetemail:TransactionalKey", properties, options: { import: uuid } } } });
  await stack.up();
  expect(await secretsOf("it")).toEqual(["inputs.name", "outputs.apiToken", "outputs.name"]);
  await see(stack.refresh("--diff"));
  await see(stack.preview("--diff"));
  expect(await secretsOf("it")).toEqual(["inputs.name", "outputs.apiToken", "outputs.name"]);
  expectNothingShown();
});
