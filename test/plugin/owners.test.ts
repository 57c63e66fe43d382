import { writeFileSync } from "node:fs";
import path from "node:path";
import { API_CALLS, type StoredKey } from "../harness/simulator";
import { Stack } from "../harness/stack";
import { addPlugin, urnOf, YamlStack } from "../harness/yamlStack";

/** A key has one resource, in whichever provider of an update: what another one deletes is kept for it. */

let stack: YamlStack;
beforeEach(async () => {
  stack = await YamlStack.create();
});
afterEach(async () => {
  await stack.close();
});

const TYPE = "jetemail:index:TransactionalKey";

/** A key that no stack manages, as programs declare it. */
function existing(name = "receipts"): StoredKey {
  const { uuid } = stack.simulator.edit.create({ name, quota: 5 });
  return stack.simulator.keys.find((key) => key.uuid === uuid) as StoredKey;
}

interface Declared {
  readonly name?: string;
  readonly adopt?: string;
  readonly import?: string;
  readonly quota?: number;
  readonly rotationTrigger?: unknown;
  /** One of the explicit providers, which all have the account of the default one. */
  readonly provider?: "first" | "second";
}

/** Declares keys, some of them on other providers. */
function declare(keys: Readonly<Record<string, Declared>>): void {
  const resources = Object.entries(keys).map(([name, { provider, import: id, ...properties }]) => {
    const options = { ...(provider && { provider: `\${${provider}}` }), ...(id && { import: id }) };
    return [
      name,
      { type: "jetemail:TransactionalKey", properties: { name: "receipts", quota: 5, ...properties }, options },
    ];
  });
  const providers = [...new Set(Object.values(keys).flatMap(({ provider }) => provider ?? []))].map((name) => [
    name,
    {
      type: "pulumi:providers:jetemail",
      properties: { apiKey: stack.simulator.accountKey, baseUrl: stack.simulator.url },
    },
  ]);
  stack.yaml({ resources: Object.fromEntries([...providers, ...resources]) });
}

/** What the state has of a key is what JetEmail has. */
async function expectAlive(name: string, { uuid, token }: StoredKey): Promise<void> {
  expect(stack.simulator.keys.find((key) => key.uuid === uuid)?.token).toBe(token);
  expect(await stack.output(name)).toMatchObject({ id: uuid, apiToken: token });
  await stack.hasNothingToDo();
}

const KEPT = "is kept: another resource of the program has it";

describe("a key that moves to another resource survives the one before", () => {
  test.each<[string, Declared, (uuid: string) => Declared]>([
    ["from an import to an import", { import: "its uuid" }, (uuid) => ({ import: uuid })],
    ["from an import to an adoption", { import: "its uuid" }, (uuid) => ({ adopt: uuid })],
    ["from a creation to an import", {}, (uuid) => ({ import: uuid })],
    ["to an adoption by another provider", {}, (uuid) => ({ adopt: uuid, provider: "first" })],
    ["to an import by another provider", {}, (uuid) => ({ import: uuid, provider: "first" })],
    ["between two explicit providers", { provider: "second" }, (uuid) => ({ adopt: uuid, provider: "first" })],
  ])("%s", async (_name, before, after) => {
    declare({ old: before.import ? { ...before, import: existing().uuid } : before });
    await stack.up();
    const [key] = stack.simulator.keys as [StoredKey];
    declare({ moved: after(key.uuid) });
    const { text } = await stack.up();
    expect(text).toContain(KEPT);
    await expectAlive("moved", key);
  });

  test("with --refresh, which compares the one before, too", async () => {
    declare({ old: { import: existing().uuid } });
    await stack.up();
    declare({ moved: { import: stack.key.uuid, provider: "first" } });
    const key = stack.key as StoredKey;
    await stack.up("--refresh");
    await expectAlive("moved", key);
    await stack.destroy("--refresh");
    expect(stack.simulator.keys).toEqual([]);
  });
});

test("a key whose uuid was never listed survives the move to an adoption by its uuid", async () => {
  stack.simulator.faults.add({ ...API_CALLS.list, skip: 1, count: 100, status: 404 });
  declare({ old: {} });
  await stack.upFails();
  stack.simulator.faults.clear();
  const key = stack.key as StoredKey;
  expect((await stack.output("old")).id).toMatch(/^fingerprint-/);
  declare({ moved: { adopt: key.uuid } });
  expect((await stack.up()).text).toContain(KEPT);
  await expectAlive("moved", key);
});

test("a pair that is imported in its own place keeps its keys", async () => {
  const pair = { type: "jetemail:TransactionalKeyPair", properties: { name: "mail" } };
  stack.yaml({ resources: { pair } });
  await stack.up();
  const keys = stack.simulator.keys;
  // The id of a pair that was created is not that of an import: Pulumi plans a replacement by the same keys.
  const id = keys.map(({ uuid }) => uuid).join();
  stack.yaml({ resources: { pair: { ...pair, options: { import: id } } } });
  expect((await stack.up()).text).toContain(KEPT);
  expect(stack.simulator.keys).toEqual(keys);
  expect(await stack.output("pair")).toMatchObject({ id, apiToken: keys[0]?.token, previousApiToken: keys[1]?.token });
  await stack.hasNothingToDo();
  await stack.refresh("--expect-no-changes");
  await stack.destroy();
  expect(stack.simulator.keys).toEqual([]);
});

describe("two resources for one key fail the update", () => {
  test.each<[string, (uuid: string) => Readonly<Record<string, Declared>>]>([
    ["two adoptions", (uuid) => ({ one: { adopt: uuid }, two: { adopt: uuid } })],
    ["two adoptions in two providers", (uuid) => ({ one: { adopt: uuid }, two: { adopt: uuid, provider: "first" } })],
    ["two imports", (uuid) => ({ one: { import: uuid }, two: { import: uuid } })],
    ["two imports in two providers", (uuid) => ({ one: { import: uuid }, two: { import: uuid, provider: "first" } })],
    ["an import and an adoption", (uuid) => ({ one: { import: uuid }, two: { adopt: uuid } })],
  ])("%s", async (_name, program) => {
    const key = existing();
    declare(program(key.uuid));
    expect((await stack.fails("preview")).text).toMatch(/JETEMAIL-11[234]/);
    expect(stack.key).toMatchObject({ token: key.token });
  });

  test.each<[string, Declared]>([
    ["an adoption", {}],
    ["an adoption in another provider", { provider: "first" }],
  ])("%s beside the resource that has it", async (_name, more) => {
    declare({ old: {} });
    await stack.up();
    const { uuid } = stack.key;
    declare({ old: {}, new: { adopt: uuid, ...more } });
    expect((await stack.fails("preview")).text).toMatch(/JETEMAIL-11[34]/);
    declare({ old: {}, new: { import: uuid, ...more } });
    expect((await stack.fails("preview")).text).toMatch(/JETEMAIL-11[34]/);
    expect(stack.key.uuid).toBe(uuid);
  });

  test("a state that has a key twice, of which one is kept when the other is removed", async () => {
    const key = existing();
    await stack.succeeds("import", TYPE, "one", key.uuid, "--yes", "--protect=false", "--generate-code=false");
    await stack.succeeds("import", TYPE, "two", key.uuid, "--yes", "--protect=false", "--generate-code=false");
    declare({ one: {}, two: {} });
    expect((await stack.fails("preview")).text).toContain("JETEMAIL-114");
    declare({ two: {} });
    expect((await stack.up()).text).toContain(KEPT);
    await expectAlive("two", key);
    await stack.destroy();
    expect(stack.simulator.keys).toEqual([]);
  });
});

test("keys of two providers can have the same name", async () => {
  declare({ one: { provider: "first" } });
  await stack.up();
  declare({ one: { provider: "first" }, two: { provider: "second" } });
  await stack.up();
  expect(stack.simulator.keys.map(({ name }) => name)).toEqual(["receipts", "receipts"]);
  await stack.hasNothingToDo();
  await stack.up("--refresh", "--replace", urnOf("one"));
  expect(stack.simulator.keys).toHaveLength(2);
});

test("a new resource takes the name of one that depends on it with --refresh, which shows whose key that is", async () => {
  declare({ first: {} });
  await stack.up();
  const [key] = stack.simulator.keys as [StoredKey];
  const type = "jetemail:TransactionalKey";
  stack.yaml({
    resources: {
      // biome-ignore lint/suspicious/noTemplateCurlyInString: Pulumi YAML's own
      first: { type, properties: { name: "renamed", quota: 5 }, options: { dependsOn: ["${second}"] } },
      second: { type, properties: { name: "receipts" } },
    },
  });
  // Pulumi tells nothing of the first one before the second one is created.
  expect((await stack.upFails()).text).toContain("JETEMAIL-601");
  await stack.up("--refresh");
  expect(stack.simulator.keys.map(({ name }) => name)).toEqual(["renamed", "receipts"]);
  await expectAlive("first", key);
});

test("where providers can tell each other nothing, keys are created and deleted, and none is adopted or imported", async () => {
  stack.forgetRateLimit(); // with a temporary folder of its own
  writeFileSync(path.join(stack.env.TMPDIR as string, `pulumi-jetemail-${process.getuid?.()}`), "in the way");
  const { uuid } = existing("legacy");
  declare({ new: { name: "legacy", import: uuid } });
  expect((await stack.fails("preview")).text).toContain("JETEMAIL-616");
  declare({ new: { name: "legacy", adopt: uuid } });
  expect((await stack.fails("preview")).text).toContain("JETEMAIL-616");
  declare({ new: {} });
  await stack.up();
  await stack.destroy();
  expect(stack.simulator.keys.map((key) => key.uuid)).toEqual([uuid]);
});

test("a token is not rotated by the trigger that an import is declared with, but by the next one", async () => {
  const key = existing();
  declare({ receipts: { import: key.uuid, rotationTrigger: { number: 1 } } });
  await stack.preview();
  await stack.up();
  await expectAlive("receipts", key);
  declare({ receipts: { rotationTrigger: { number: 2 } } });
  await stack.up();
  expect(stack.key.token).not.toBe(key.token);
});

test("an import whose first update fails rotates at no later one", async () => {
  const key = existing();
  declare({ receipts: { import: key.uuid, quota: 6, rotationTrigger: 1 } });
  stack.simulator.faults.add({ ...API_CALLS.change, status: 403 });
  await stack.upFails();
  await stack.up();
  expect(stack.key.quota).toBe(6);
  await expectAlive("receipts", key);
});

test("the first trigger that is given after an import rotates", async () => {
  const key = existing();
  declare({ receipts: { import: key.uuid } });
  await stack.up();
  declare({ receipts: { rotationTrigger: 1 } });
  await stack.up();
  expect(stack.key.token).not.toBe(key.token);
});

test("a look-up by `get` is no owner", async () => {
  declare({ key: {} });
  await stack.up();
  const { uuid } = stack.key;
  stack.yaml({
    resources: {
      key: { type: "jetemail:TransactionalKey", properties: { name: "receipts", quota: 5 } },
      found: { type: "jetemail:TransactionalKey", get: { id: uuid } },
    },
  });
  await stack.up();
  await stack.hasNothingToDo();
  declare({});
  await stack.up();
  expect(stack.simulator.keys).toEqual([]);
});

test("a dynamic resource's key that the plugin imports under another name is kept", async () => {
  const mixed = await Stack.create();
  await addPlugin(mixed);
  mixed.declare({ old: { quota: 5 } });
  await mixed.up();
  const { uuid, token } = mixed.key;
  mixed.write(
    "Pulumi.yaml",
    JSON.stringify({
      ...{ name: "app", runtime: "yaml" },
      resources: {
        moved: {
          type: "jetemail:TransactionalKey",
          properties: { name: mixed.key.name, quota: 5 },
          options: { import: uuid },
        },
      },
    }),
  );
  const { text } = await mixed.up();
  expect(text).toContain(KEPT);
  expect(mixed.key).toMatchObject({ uuid, token });
  await mixed.close();
});
