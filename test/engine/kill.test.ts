import { rmSync, truncateSync } from "node:fs";
import path from "node:path";
import { killEngine, killUp } from "../harness/engineKills";
import { descendantsOf, ended } from "../harness/processTree";
import { isClean } from "../harness/scenarios/findings";
import { API_CALLS } from "../harness/simulator";
import { Stack } from "../harness/stack";

const isProvider = (command: string) => /dynamic-provider|provider\/plugin\/main\.js/.test(command);

test("after kill -9 at any request, updates bring every key into the state and leave no other at JetEmail", async () => {
  const { findings, history } = await killEngine({ seed: 7, kills: 3 });
  expect({ ...findings, history: isClean(findings) ? [] : history }).toEqual({
    ...{ lost: [], doubled: [], orphansUnnamed: [], leaked: [], blocked: [], history: [] },
  });
  expect(history.filter((line) => line.startsWith("kill -9"))).toHaveLength(3);
});

test("a key that a killed update made is named by the next one, even if the list shows it late", async () => {
  const stack = await Stack.create();
  try {
    stack.declare({ key: { quota: 5 } });
    await killUp(stack, { method: "POST", when: "after", skip: 0 });
    const { uuid, token } = stack.key;
    stack.simulator.faults.add({ ...API_CALLS.list, when: "after", count: 2, list: "lagging" });
    const { text } = await stack.upFails();
    expect(text).toContain(`\`adopt: "${uuid}"\``);
    expect(stack.key.uuid).toBe(uuid);

    stack.declare({ key: { quota: 5, adopt: uuid } });
    await stack.up();
    expect(await stack.output("key")).toMatchObject({ uuid, apiToken: token });
    stack.declare({ key: { quota: 5 } });
    await stack.hasNothingToDo();
  } finally {
    await stack.close();
  }
});

test("the provider's process ends with an engine that is killed, in the middle of a create", async () => {
  const stack = await Stack.create();
  try {
    const fault = stack.simulator.faults.add({ method: "POST", hang: true });
    stack.declare({ key: {} });
    const { child } = stack.start("up", "--yes", "--skip-preview");
    await fault.firstHit;
    const providers = descendantsOf(child.pid ?? 0, isProvider);
    expect(providers.length).toBeGreaterThan(0);
    await stack.killEngine(child);
    await Promise.all(providers.map(ended));
  } finally {
    await stack.close();
  }
});

test("metadata that a kill truncated hides a file backend's state until it is deleted, and need not be written", async () => {
  const stack = await Stack.create();
  const metadata = path.join(stack.home, ".pulumi", "stacks", "app", "test.json.attrs");
  try {
    stack.declare({ key: {} });
    await stack.up();
    expect(() => truncateSync(metadata)).toThrow("ENOENT");

    stack.env.PULUMI_BACKEND_URL = `file://${stack.home}`;
    stack.declare({ key: { quota: 1 } });
    await stack.up();
    truncateSync(metadata);
    expect((await stack.fails("stack", "export")).text).toContain("failed to load checkpoint: EOF");

    rmSync(metadata);
    await stack.hasNothingToDo();
  } finally {
    await stack.close();
  }
});
