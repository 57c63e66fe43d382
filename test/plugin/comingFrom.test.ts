import { parse } from "yaml";
import { blocksOf } from "../docs/markdown";
import { type YamlProgram, YamlStack } from "../harness/yamlStack";

let stack: YamlStack;
beforeEach(async () => {
  stack = await YamlStack.create();
});
afterEach(async () => {
  await stack.close();
});

/** The program in YAML of a page on migration, in which a uuid stands for that of a key. */
function programOf(page: string, uuid = ""): YamlProgram {
  const [block] = blocksOf(page).filter(({ language }) => language === "yaml");
  return parse(block?.text.replace(/(import:) .*/, `$1 ${uuid}`) ?? "");
}

test("from the dashboard: the key is imported with its token, and what is not declared goes to its default", async () => {
  const settings = { name: "Receipts", approvedDomains: ["example.com"], quota: 10_000 };
  const { uuid, token } = stack.simulator.edit.create({ ...settings, ipRestrictions: ["10.0.0.0/24"] });
  const { name, ...program } = programOf("docs/coming-from/dashboard.md", uuid) as YamlProgram & { name: string };
  stack.yaml(program);
  const { stdout } = await stack.preview();
  expect(stdout).toMatch(/ipRestrictions/);
  await stack.up();
  expect(stack.key).toMatchObject({ ...settings, uuid, token, ipRestrictions: [] });
  expect(await stack.output("receipts")).toMatchObject({ apiToken: token });
  await stack.hasNothingToDo();
});

test("from curl: the program creates the key that the script created", async () => {
  const { name, ...program } = programOf("docs/coming-from/curl.md") as YamlProgram & { name: string };
  stack.yaml(program);
  await stack.up();
  expect(stack.key).toMatchObject({ name: "shop-prod-receipts", approvedDomains: ["example.com"], quota: 10_000 });
  const { stdout } = await stack.succeeds("stack", "output", "token", "--show-secrets");
  expect(stdout.trim()).toBe(stack.key.token);
});
