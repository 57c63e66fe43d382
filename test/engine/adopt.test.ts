import { Stack } from "../harness/stack";

let stack: Stack;
beforeEach(async () => {
  stack = await Stack.create();
});
afterEach(async () => {
  await stack.close();
});

const SETTINGS = { name: "legacy", allowAllDomains: false, approvedDomains: ["a.example"], quota: 5 };

test("an existing key is adopted with its token, its declared settings are applied and printed, and nothing is created", async () => {
  const legacy = stack.simulator.edit.create({ ...SETTINGS, ipRestrictions: ["2001:DB8::1"] });
  stack.declare({ key: { ...SETTINGS, quota: 0, ipRestrictions: ["2001:db8::1"], adopt: legacy.uuid } });
  await stack.preview();
  const { text } = await stack.up();
  expect(text).toContain(`Adopted the JetEmail key "legacy" (${legacy.uuid}): quota: 5 => 0.`);
  expect(stack.calls()).toEqual(["GET", "PATCH"]);
  expect(stack.key).toMatchObject({ uuid: legacy.uuid, token: legacy.token, quota: 0 });
  expect(await stack.output("key")).toMatchObject({ id: legacy.uuid, apiToken: legacy.token, quota: 0 });
  await stack.refresh("--expect-no-changes");

  // Used at creation only: a later change is ignored.
  stack.declare({ key: { ...SETTINGS, quota: 0, ipRestrictions: ["2001:db8::1"], adopt: "another" } });
  await stack.hasNothingToDo();
  stack.declare({ key: { ...SETTINGS, quota: 0, ipRestrictions: ["2001:db8::1"] } });
  await stack.hasNothingToDo();
  await stack.destroy();
  expect(stack.simulator.keys).toEqual([]);
});

test("a key with settings that the program does not declare is not touched, and the error lists them", async () => {
  const legacy = stack.simulator.edit.create(SETTINGS);
  stack.declare({ key: { name: "legacy", quota: 5, adopt: legacy.uuid } });
  const { text } = await stack.upFails();
  expect(text).toContain('approvedDomains: ["a.example"]');
  expect(text).toContain("Nothing was changed");
  expect(stack.key).toEqual(legacy);
  expect(await stack.state()).toEqual({});
});

test("an unknown uuid is refused and nothing is created", async () => {
  stack.declare({ key: { adopt: "11111111-2222-3333-4444-555555555555" } });
  const { text } = await stack.upFails();
  expect(text).toContain("to adopt. Nothing was created.");
  stack.declare({ key: { adopt: "transactional_0123456789abcdef0123456789abcdef" } });
  const refused = await stack.fails("preview");
  expect(refused.text).toMatch(/adopt.*begins like a JetEmail credential/);
  expect(refused.text).not.toContain("transactional_0123456789");
  expect(stack.simulator.keys).toEqual([]);
});

test("a key that this stack owns already is refused at preview, declared before or after it", async () => {
  stack.declare({ key: {} });
  await stack.up();
  const { uuid, name } = stack.key;
  const adopting = { adopt: uuid, name };
  stack.calls();
  stack.declare({ key: {}, adopting });
  expect((await stack.fails("preview")).text).toMatch(/adopt/);
  stack.declare({ adopting, key: {} });
  expect((await stack.fails("preview")).text).toMatch(/adopt/);
  expect(stack.calls()).toEqual([]);
  stack.declare({ key: {} });
  await stack.hasNothingToDo();
});

test("two keys that adopt the same uuid are refused at preview", async () => {
  const { uuid, name } = stack.simulator.edit.create({ name: "legacy" });
  stack.declare({ one: { adopt: uuid, name }, two: { adopt: uuid, name } });
  expect((await stack.fails("preview")).text).toContain(uuid);
  expect(stack.calls()).toEqual([]);
});

test("a key that moves to another resource by adopt is not deleted with the resource that owned it", async () => {
  stack.declare({ old: { name: "kept" } });
  await stack.up();
  const { uuid, token } = stack.key;
  stack.declare({ new: { name: "kept", adopt: uuid } });
  expect((await stack.up()).text).toContain("is kept: another resource of the program has it");
  expect(stack.key).toMatchObject({ uuid, token });
  expect(Object.keys(await stack.state())).toEqual(["new"]);
  await stack.hasNothingToDo();
});

test("a key adopted in part is kept in the state and completed by the next update", async () => {
  const legacy = stack.simulator.edit.create(SETTINGS);
  stack.declare({ key: { ...SETTINGS, quota: 6, enabled: false, adopt: legacy.uuid } });
  await stack.during({ method: "PATCH", skip: 1, status: 500 }, () => stack.upFails());
  expect((await stack.state()).key).toMatchObject({ id: legacy.uuid, outputs: { quota: 6, enabled: true } });
  await stack.up();
  expect(stack.key).toMatchObject({ token: legacy.token, quota: 6, status: "disabled" });
  await stack.hasNothingToDo();
});
