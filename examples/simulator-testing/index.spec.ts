import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { LocalWorkspace, type Stack } from "@pulumi/pulumi/automation";
import { type Simulator, startSimulator } from "pulumi-jetemail-simulator";

let simulator: Simulator;
let folder: string;
let stack: Stack;

before(async () => {
  simulator = await startSimulator();
  folder = await mkdtemp(path.join(tmpdir(), "stack-test-"));
  stack = await LocalWorkspace.createStack(
    { stackName: "test", workDir: __dirname },
    {
      // The test has its own backend and settings, so it leaves no files next to Pulumi.yaml.
      envVars: { PULUMI_BACKEND_URL: `file://${folder}`, PULUMI_CONFIG_PASSPHRASE: "test" },
    },
  );
  await stack.setAllConfig({
    "jetemail:apiKey": { value: simulator.accountKey, secret: true },
    "jetemail:baseUrl": { value: simulator.url },
  });
});

after(async () => {
  await stack?.workspace.removeStack("test", { force: true });
  await simulator?.close();
  await rm(folder, { recursive: true, force: true });
});

test("the stack creates its key", async () => {
  const { outputs } = await stack.up();
  const [key] = simulator.keys;
  assert.ok(key);
  // Its last part is a hash: "simulator" could be the project, and "testing-test" the stack.
  assert.match(key.name, /^simulator-testing-test-receipts-/);
  assert.deepEqual(key.approvedDomains, ["example.com"]);
  assert.deepEqual(outputs.apiToken, { value: key.token, secret: true });
});

test("an update corrects a change made in the dashboard", async () => {
  simulator.edit.set(simulator.keys[0]?.uuid as string, { quota: 5 });
  await stack.refresh();
  await stack.up();
  assert.equal(simulator.keys[0]?.quota, 10_000);
});

test("an update survives a lost response", async () => {
  simulator.edit.disable(simulator.keys[0]?.uuid as string);
  simulator.faults.add({ method: "PATCH", reset: true, when: "after" });
  await stack.refresh();
  await stack.up();
  assert.equal(simulator.keys[0]?.status, "active");
});

test("destroy deletes the key", async () => {
  await stack.destroy();
  assert.deepEqual(simulator.keys, []);
});
