import { cpSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { startCommand } from "../harness/command";
import { repository } from "../harness/repository";
import { YamlStack } from "../harness/yamlStack";

let stack: YamlStack;
beforeEach(async () => {
  stack = await YamlStack.create();
});
afterEach(async () => {
  await stack.close();
});

const KEY = "jetemail:index:TransactionalKey";
const PAIR = "jetemail:index:TransactionalKeyPair";

/** Keys that no stack manages. */
async function existing(...names: string[]): Promise<{ uuid: string; token: string }[]> {
  for (const name of names) {
    stack.simulator.edit.create({ name, approvedDomains: ["example.com"], quota: 250 });
  }
  return stack.simulator.keys.map(({ uuid, token }) => ({ uuid, token }));
}

/** Puts what `pulumi import` printed in the place of the program. */
function useGenerated(stdout: string): void {
  const [, code = ""] = /\n((?:resources|variables):\n[\s\S]*?)(?:\n\S.*)?$/.exec(stdout.replace(/\r/g, "")) ?? [];
  stack.yaml(parse(code) as object);
}

/** Nothing was asked for but lists. */
function expectOnlyReads(): void {
  expect([...new Set(stack.calls())]).toEqual(["GET"]);
}

test("of a key brings its token, and prints code whose preview shows no change", async () => {
  const [key] = await existing("receipts");
  const { stdout } = await stack.succeeds("import", KEY, "receipts", key?.uuid ?? "", "--yes", "--protect=false");
  expect(stdout).not.toContain(key?.token);
  expect(await stack.output("receipts")).toMatchObject({ apiToken: key?.token, uuid: key?.uuid, quota: 250 });
  useGenerated(stdout);
  await stack.hasNothingToDo();
  await stack.up("--expect-no-changes");
  await stack.refresh("--expect-no-changes");
  expectOnlyReads();
  await stack.destroy();
  expect(stack.simulator.keys).toEqual([]);
});

test("of a pair takes the uuids of both keys", async () => {
  const [a, b] = await existing("mail-a", "mail-b");
  const { stdout } = await stack.succeeds("import", PAIR, "mail", `${b?.uuid},${a?.uuid}`, "--yes", "--protect=false");
  expect(await stack.output("mail")).toMatchObject({
    current: "b",
    apiToken: b?.token,
    previousApiToken: a?.token,
    name: "mail",
  });
  useGenerated(stdout);
  await stack.hasNothingToDo();
  await stack.refresh("--expect-no-changes");
  expectOnlyReads();
  await stack.destroy();
  expect(stack.simulator.keys).toEqual([]);
});

test("of a pair by the command, and then by the resource option, replaces nothing", async () => {
  const uuids = (await existing("mail-a", "mail-b")).map(({ uuid }) => uuid);
  const id = uuids.join(",");
  await stack.succeeds("import", PAIR, "mail", id, "--yes");
  const declared = { $class: "TransactionalKeyPair", name: "mail", approvedDomains: ["example.com"], quota: 250 };
  const declare = (more: object) => {
    stack.declare({ mail: { ...declared, ...more, $options: { import: id, protect: true } } });
  };
  declare({});
  await stack.hasNothingToDo();
  await stack.refresh("--expect-no-changes");
  await stack.up("--expect-no-changes");
  for (const rotationTrigger of [1, 2]) {
    declare({ rotationTrigger });
    await stack.up();
    await stack.refresh("--expect-no-changes");
    await stack.hasNothingToDo();
    expect(await stack.output("mail")).toMatchObject({ id });
  }
  expect(stack.simulator.keys.map(({ uuid }) => uuid)).toEqual(uuids);
  expect(stack.calls()).not.toContain("DELETE");
});

test("of an unknown uuid says so", async () => {
  const { text } = await stack.fails("import", KEY, "receipts", "00000000-0000-4000-8000-000000000000", "--yes");
  expect(text).toContain('JetEmail has no key with the uuid "00000000-0000-4000-8000-000000000000"');
  expect(text).toContain("JETEMAIL-802");
});

test("of a uuid in another spelling is refused with the right one, while get, adopt and look-ups take it", async () => {
  const [key] = await existing("receipts");
  const { uuid = "" } = key ?? {};
  const spelled = uuid.toUpperCase();
  expect((await stack.fails("import", KEY, "receipts", spelled, "--yes")).text).toContain(`Use "${uuid}"`);
  stack.declare({ receipts: { $options: { import: spelled } } });
  expect((await stack.fails("preview")).text).toContain("JETEMAIL-812");
  stack.yaml({
    resources: {
      found: { type: "jetemail:TransactionalKey", get: { id: spelled } },
      adopted: {
        type: "jetemail:TransactionalKey",
        properties: { adopt: spelled, approvedDomains: ["example.com"], quota: 250 },
      },
    },
    variables: { one: { "fn::invoke": { function: "jetemail:getTransactionalKey", arguments: { uuid: spelled } } } },
    outputs: {
      // biome-ignore lint/suspicious/noTemplateCurlyInString: Pulumi YAML's own
      token: "${one.apiToken}",
      // biome-ignore lint/suspicious/noTemplateCurlyInString: Pulumi YAML's own
      uuid: "${found.uuid}",
    },
  });
  await stack.up();
  const { stdout } = await stack.succeeds("stack", "output", "--json", "--show-secrets");
  expect(JSON.parse(stdout)).toEqual({ token: key?.token, uuid });
  expect(await stack.output("adopted")).toMatchObject({ id: uuid, adopt: uuid });
  await stack.hasNothingToDo();
  expectOnlyReads();
});

test("by the resource option imports, and updates what the program declares otherwise", async () => {
  const [key] = await existing("receipts");
  const declared = { name: "receipts", approvedDomains: ["example.com"], quota: 250 };
  stack.declare({ receipts: { ...declared, $options: { import: key?.uuid } } });
  await stack.preview();
  await stack.up();
  expectOnlyReads();
  expect(await stack.output("receipts")).toMatchObject({ apiToken: key?.token });
  stack.declare({ receipts: declared });
  await stack.hasNothingToDo();
});

test("look-ups find keys, and their tokens are secrets", async () => {
  const [key] = await existing("receipts", "invoices");
  stack.yaml({
    variables: {
      one: { "fn::invoke": { function: "jetemail:getTransactionalKey", arguments: { name: "receipts" } } },
      all: { "fn::invoke": { function: "jetemail:getTransactionalKeys" } },
    },
    outputs: {
      // biome-ignore lint/suspicious/noTemplateCurlyInString: Pulumi YAML's own
      token: "${one.apiToken}",
      // biome-ignore lint/suspicious/noTemplateCurlyInString: Pulumi YAML's own
      second: "${all.keys[1].name}",
    },
  });
  await stack.up();
  const { stdout } = await stack.succeeds("stack", "output", "--json");
  expect(JSON.parse(stdout)).toEqual({ token: "[secret]", second: "[secret]" });
  const shown = await stack.succeeds("stack", "output", "--json", "--show-secrets");
  expect(JSON.parse(shown.stdout)).toEqual({ token: key?.token, second: "invoices" });
});

test("of a whole account in one go changes nothing at JetEmail: examples/import-account", async () => {
  const names = Array.from({ length: 50 }, (_, index) => `key ${index}`);
  await existing(...names);
  const file = path.join(stack.folder, "keys.json");
  cpSync(path.join(repository, "examples/import-account/keys.mts"), path.join(stack.folder, "keys.mts"));
  const listed = await startCommand("node", ["keys.mts"], { cwd: stack.folder, env: stack.env }).ended;
  expect(listed.stdout).not.toContain("transactional_");
  stack.write("keys.json", listed.stdout);
  const { stdout } = await stack.succeeds("import", "--file", file, "--yes", "--protect=false");
  expectOnlyReads();
  expect((await stack.resources()).filter(({ type }) => type === KEY)).toHaveLength(50);
  useGenerated(stdout);
  await stack.hasNothingToDo();
  await stack.refresh("--expect-no-changes");
  expectOnlyReads();
  expect(stack.simulator.keys.map(({ name }) => name)).toEqual(names);
});
