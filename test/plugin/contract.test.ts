import { type ChildProcess, spawn } from "node:child_process";
import path from "node:path";
import schema from "../../provider/plugin/schema.json";
import { firstLine } from "../harness/firstLine";
import { repository } from "../harness/repository";
import { YamlStack } from "../harness/yamlStack";

let stack: YamlStack;
beforeEach(async () => {
  stack = await YamlStack.create();
});
afterEach(async () => {
  await stack.close();
});

test("Pulumi accepts the schema, and gets it from the plugin", async () => {
  await stack.succeeds("schema", "check", path.join(repository, "provider/plugin/schema.json"));
  const { stdout } = await stack.succeeds(
    "package",
    "get-schema",
    path.join(stack.temporary, "bin/pulumi-resource-jetemail"),
  );
  const { version: _, ...served } = JSON.parse(stdout) as Record<string, unknown>;
  expect(served.resources).toMatchObject(Object.fromEntries(Object.keys(schema.resources).map((type) => [type, {}])));
});

describe("a process that Pulumi attaches to", () => {
  let child: ChildProcess;
  beforeEach(async () => {
    const main = path.join(repository, "dist/provider/plugin/main.js");
    child = spawn(process.execPath, [main], { env: stack.env, stdio: ["ignore", "pipe", "inherit"] });
    stack.env.PULUMI_DEBUG_PROVIDERS = `jetemail:${await firstLine(child)}`;
  });
  afterEach(() => child.kill("SIGKILL"));

  test("serves one operation after another", async () => {
    stack.declare({ key: { quota: 1 } });
    await stack.up();
    const { uuid, token } = stack.key;
    stack.declare({ key: { quota: 2 } });
    await stack.preview();
    await stack.up();
    expect(stack.key).toMatchObject({ uuid, token, quota: 2 });
    await stack.destroy();
    // Not the key that this process has created before.
    await stack.up();
    expect(stack.key.uuid).not.toBe(uuid);
    expect(child.exitCode).toBeNull();
  });

  test("serves two providers with the same settings, and refuses others", async () => {
    const declare = (settings: object) =>
      stack.yaml({
        resources: {
          second: { type: "pulumi:providers:jetemail", properties: settings },
          here: { type: "jetemail:TransactionalKey" },
          // biome-ignore lint/suspicious/noTemplateCurlyInString: Pulumi YAML's own
          there: { type: "jetemail:TransactionalKey", options: { provider: "${second}" } },
        },
      });
    declare({});
    await stack.succeeds("up", "--yes");
    expect(stack.simulator.keys).toHaveLength(2);
    await stack.destroy();
    declare({ concurrency: 2 });
    expect((await stack.fails("preview")).text).toContain("JETEMAIL-907");
    expect(stack.simulator.keys).toEqual([]);
  });
});
