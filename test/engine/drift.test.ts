import { Stack } from "../harness/stack";

let stack: Stack;
afterEach(async () => {
  await stack.close();
});

const DECLARED = {
  name: "declared",
  allowAllDomains: false,
  approvedDomains: ["a.example"],
  quota: 5,
  ipRestrictions: ["192.0.2.1"],
};

test("drift of each field is found by a refresh, shown by the preview and put right by the next update", async () => {
  stack = await Stack.create();
  stack.declare({ key: DECLARED });
  await stack.up();
  const { uuid, token } = stack.key;
  const drifts = [
    { name: "renamed", shown: /~ name *: "renamed" => "declared"/ },
    { allowAllDomains: true, shown: /~ allowAllDomains *: true => false/ },
    { approvedDomains: ["b.example", "a.example"], shown: /- +\[1\]: "b\.example"/ },
    { quota: 9, shown: /~ quota *: 9 => 5/ },
    { ipRestrictions: [], shown: /\+ +\[0\]: "192\.0\.2\.1"|\+ ipRestrictions/ },
    { status: "disabled" as const, shown: /~ enabled *: false => true/ },
  ];
  for (const { shown, ...drift } of drifts) {
    stack.simulator.edit.set(uuid, drift);
    await stack.refresh();
    expect((await stack.preview()).stdout).toMatch(shown);
    stack.calls();
    await stack.up();
    expect(stack.calls()).toEqual(["PATCH"]);
    expect(stack.key).toMatchObject({ ...DECLARED, status: "active", uuid, token });
    await stack.hasNothingToDo();
  }
});

test("a key deleted by hand is exactly a create for the next update after a refresh, and a destroy still works", async () => {
  stack = await Stack.create();
  stack.declare({ key: DECLARED });
  await stack.up();
  const before = stack.key;
  stack.simulator.edit.delete(before.uuid);

  await stack.refresh();
  expect((await stack.preview()).stdout).toMatch(/TransactionalKey: \(create\)/);
  stack.calls();
  await stack.up();
  expect(stack.calls()).toEqual(["GET", "POST", "GET"]);
  expect(stack.key).toMatchObject(DECLARED);
  expect(stack.key.uuid).not.toBe(before.uuid);

  stack.simulator.edit.delete(stack.key.uuid);
  await stack.destroy();
  expect(await stack.state()).toEqual({});
});

test("an update that meets a key deleted by hand says so and what to do", async () => {
  stack = await Stack.create();
  stack.declare({ key: DECLARED });
  await stack.up();
  stack.simulator.edit.delete(stack.key.uuid);
  stack.declare({ key: { ...DECLARED, quota: 6 } });
  const { text } = await stack.fails("up", "--yes", "--skip-preview");
  expect(text).toMatch(/The key "declared" \(.+\) no longer exists at JetEmail\. Run `pulumi refresh`/);
});

test("a refresh finds a key that was rotated in the dashboard, and nothing is replaced", async () => {
  stack = await Stack.create();
  stack.declare({ key: DECLARED });
  await stack.up();
  const { uuid, token } = stack.key;
  const { tokenFingerprint } = await stack.output("key");
  stack.simulator.edit.rotate(uuid);

  await stack.refresh();
  await stack.up();
  const output = await stack.output("key");
  expect(output).toMatchObject({ uuid, apiToken: stack.key.token });
  expect(output.apiToken).not.toBe(token);
  expect(output.tokenFingerprint).not.toBe(tokenFingerprint);
  await stack.hasNothingToDo();
});

test("without a refresh, an update and a destroy find a key whose token was rotated in the dashboard", async () => {
  stack = await Stack.create();
  stack.declare({ key: DECLARED });
  await stack.up();
  stack.simulator.edit.rotate(stack.key.uuid);
  stack.declare({ key: { ...DECLARED, quota: 6 } });
  await stack.up();
  expect(stack.key.quota).toBe(6);
  expect(await stack.output("key")).toMatchObject({ apiToken: stack.key.token });

  stack.simulator.edit.rotate(stack.key.uuid);
  await stack.destroy();
  expect(stack.simulator.keys).toEqual([]);
});

test.each([
  ["an error", { status: 500 }],
  ["a web page", { status: 200, headers: { "content-type": "text/html" }, body: "<html></html>" }],
  ["a refusal", { status: 200, body: { success: false, error: "try later" } }],
  ["a list of another shape", { status: 200, body: { success: true, keys: [] } }],
  ["a cut answer", { truncate: true as const }],
])("a refresh that gets %s in place of the list keeps the key in the state", async (_what, fault) => {
  stack = await Stack.create();
  stack.declare({ key: DECLARED });
  await stack.up();
  stack.simulator.faults.add({ method: "GET", count: Number.POSITIVE_INFINITY, ...fault });
  await stack.fails("refresh", "--yes", "--skip-preview");
  stack.simulator.faults.clear();
  expect((await stack.state()).key?.id).toBe(stack.key.uuid);
  await stack.hasNothingToDo();
});

test("a key lives its whole life on a server of the older API version, which knows no uuid", async () => {
  stack = await Stack.create({ dialect: "older", booleans: "number", status: "number", extraFields: true });
  const twin = stack.simulator.edit.create({ name: DECLARED.name });
  stack.declare({ key: { ...DECLARED, adopt: "new" } });
  await stack.up();
  const mine = () => stack.simulator.keys.filter((key) => key.uuid !== twin.uuid);
  const token = mine()[0]?.token;
  expect(await stack.output("key")).toMatchObject({ apiToken: token, id: expect.stringMatching(/^fingerprint-/) });
  await stack.refresh("--expect-no-changes");

  stack.declare({ key: { ...DECLARED, quota: 6, enabled: false } });
  await stack.up();
  expect(mine()).toMatchObject([{ quota: 6, status: "disabled", token }]);
  stack.simulator.edit.set(mine()[0]?.uuid ?? "", { quota: 7, approvedDomains: ["c.example"] });
  await stack.refresh();
  await stack.up();
  expect(mine()).toMatchObject([{ ...DECLARED, quota: 6, token }]);
  stack.simulator.edit.rotate(mine()[0]?.uuid ?? "");
  await stack.refresh();
  await stack.up();
  expect(await stack.output("key")).toMatchObject({ apiToken: mine()[0]?.token });
  await stack.hasNothingToDo();

  await stack.destroy();
  expect(stack.simulator.keys.map(({ uuid }) => uuid)).toEqual([twin.uuid]);
});

test("a server that learns uuids gives a key its uuid at the next refresh", async () => {
  stack = await Stack.create({ dialect: "older" });
  stack.declare({ key: DECLARED });
  await stack.up();
  stack.simulator.options.dialect = "current";
  await stack.refresh();
  expect(await stack.state()).toMatchObject({ key: { id: stack.key.uuid, outputs: { uuid: stack.key.uuid } } });
  await stack.hasNothingToDo();
});
