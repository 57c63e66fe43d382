import { Stack } from "../harness/stack";

let stack: Stack;
beforeEach(async () => {
  stack = await Stack.create();
});
afterEach(async () => {
  await stack.close();
});

test("a key comes up, has nothing left to do, and goes down again", async () => {
  stack.declare({ receipts: { approvedDomains: ["Example.com"], quota: 10, ipRestrictions: ["2001:DB8:0::/32"] } });
  await stack.up();

  expect(stack.calls()).toEqual(["GET", "POST", "GET"]);
  const { token, uuid } = stack.key;
  expect(stack.key).toMatchObject({
    name: "app-test-receipts",
    allowAllDomains: false,
    approvedDomains: ["example.com"],
    quota: 10,
    ipRestrictions: ["2001:db8::/32"],
    status: "active",
  });
  expect((await stack.state()).receipts?.sourcePosition).toMatch(/^project:\/\/\/index\.js#\d+,\d+$/);
  expect(await stack.output("receipts")).toMatchObject({
    id: uuid,
    uuid,
    apiToken: token,
    tokenFingerprint: expect.stringMatching(/^[0-9a-f]{16}$/),
    status: "active",
    createdAt: new Date(stack.key.createdAt).toISOString(),
    rotatedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
    name: "app-test-receipts",
    allowAllDomains: false,
    approvedDomains: ["example.com"],
    quota: 10,
    ipRestrictions: ["2001:db8::/32"],
    enabled: true,
  });

  await stack.hasNothingToDo();
  await stack.refresh("--expect-no-changes");
  await stack.hasNothingToDo();
  stack.calls();

  await stack.destroy();
  expect(stack.calls()).toEqual(["DELETE"]);
  expect(stack.simulator.keys).toEqual([]);
});

test("of many keys that the engine creates at once, each is made once", async () => {
  const names = Array.from({ length: 60 }, (_, index) => `key-${index}`);
  stack.declare(Object.fromEntries(names.map((name) => [name, {}])));
  await stack.up();
  expect(stack.calls().filter((method) => method === "POST")).toHaveLength(names.length);
  expect(stack.simulator.keys.map(({ name }) => name).sort()).toEqual(names.map((name) => `app-test-${name}`).sort());
});

test("each argument is updated in place, uuid and token unchanged", async () => {
  stack.declare({ key: {} });
  await stack.up();
  const { token, uuid } = stack.key;
  stack.calls();
  const args: Record<string, unknown> = {};
  const changes = {
    name: "renamed",
    allowAllDomains: true,
    approvedDomains: ["b.example", "a.example"],
    quota: 7,
    ipRestrictions: ["192.0.2.1"],
    enabled: false,
  };
  for (const [argument, value] of Object.entries(changes)) {
    args[argument] = value;
    stack.declare({ key: args });
    expect((await stack.preview()).stdout).toMatch(new RegExp(`[~+] ${argument} *:`));
    await stack.up();
    expect(stack.calls()).toEqual(["PATCH"]);
    expect(stack.key).toMatchObject({ token, uuid });
    await stack.hasNothingToDo();
  }
  expect(stack.key).toMatchObject({
    name: "renamed",
    allowAllDomains: true,
    approvedDomains: ["a.example", "b.example"],
    quota: 7,
    ipRestrictions: ["192.0.2.1"],
    status: "disabled",
  });
  expect(await stack.output("key")).toMatchObject({ ...changes, approvedDomains: ["a.example", "b.example"], uuid });
});

test("an argument taken away goes back to its default, and the preview shows from what", async () => {
  stack.declare({ key: { quota: 500, enabled: false, approvedDomains: ["a.example"] } });
  await stack.up();
  expect(stack.key.status).toBe("disabled");
  stack.calls();

  stack.declare({ key: {} });
  const { stdout } = await stack.preview();
  expect(stdout).toMatch(/~ quota *: 500 => 0/);
  expect(stdout).toMatch(/~ enabled *: false => true/);
  await stack.up();

  expect(stack.calls()).toEqual(["PATCH", "PATCH"]);
  expect(stack.key).toMatchObject({ quota: 0, status: "active", approvedDomains: [] });
  await stack.hasNothingToDo();
});

test("another order, case or spelling of a set is no change", async () => {
  stack.declare({ key: { approvedDomains: ["a.example", "b.example"], ipRestrictions: ["::1", "10.0.0.1"] } });
  await stack.up();
  stack.declare({ key: { approvedDomains: ["B.EXAMPLE", "a.example"], ipRestrictions: ["10.0.0.1/32", "0:0::0:1"] } });
  await stack.hasNothingToDo();
});

test("a switch and another change take two requests, and if the second fails the state tells the truth", async () => {
  stack.declare({ key: { quota: 1 } });
  await stack.up();
  stack.calls();
  stack.declare({ key: { quota: 2, enabled: false } });
  const { text } = await stack.during({ method: "PATCH", skip: 1, status: 500 }, () => stack.fails("up", "--yes"));
  expect(text).toMatch(/The key was changed in part.* Tried 5 times/);
  expect(stack.calls()).toEqual(Array(6).fill("PATCH"));
  expect((await stack.state()).key?.outputs).toMatchObject({ quota: 2, enabled: true, status: "active" });

  await stack.up();
  expect(stack.calls()).toEqual(["PATCH"]);
  expect(stack.key).toMatchObject({ quota: 2, status: "disabled" });
  await stack.hasNothingToDo();
});

test("a key whose uuid could not be looked up is kept, completed by the next update and named by the next refresh", async () => {
  stack.declare({ key: { quota: 1 } });
  const { text } = await stack.during({ method: "GET", skip: 1, status: 502, body: "<html>Bad gateway</html>" }, () =>
    stack.fails("up", "--yes"),
  );
  expect(text).toContain("its token saved, but its uuid could not be looked up");
  expect(text).not.toContain(stack.key.token);
  const { token, uuid } = stack.key;
  expect((await stack.state()).key).toMatchObject({
    id: expect.stringMatching(/^fingerprint-[0-9a-f]{16}$/),
    outputs: { apiToken: { ciphertext: expect.any(String) } },
    initErrors: expect.any(Array),
  });

  await stack.up();
  expect(stack.key).toMatchObject({ token, uuid });
  expect(await stack.output("key")).toMatchObject({ apiToken: token, uuid });
  await stack.refresh();
  expect((await stack.state()).key?.id).toBe(uuid);
  await stack.hasNothingToDo();
  await stack.destroy();
  expect(stack.simulator.keys).toEqual([]);
});

test("a key kept half-way is named by a refresh too", async () => {
  stack.declare({ key: {} });
  await stack.during({ method: "GET", skip: 1, status: 500 }, () => stack.fails("up", "--yes"));
  await stack.refresh();
  expect((await stack.state()).key?.id).toBe(stack.key.uuid);
  await stack.up();
  await stack.hasNothingToDo();
});

test("a program can look up a key by its uuid", async () => {
  const key = stack.simulator.edit.create({ name: "made in the dashboard", quota: 3 });
  stack.program(`
    const { TransactionalKey } = require("pulumi-jetemail");
    const key = TransactionalKey.get("found", "${key.uuid}");
    exports.found = { name: key.name, quota: key.quota, uuid: key.uuid, apiToken: key.apiToken };
  `);
  await stack.up();
  expect(await stack.output("found")).toEqual({ name: key.name, quota: 3, uuid: key.uuid, apiToken: key.token });
  expect((await stack.succeeds("stack", "output", "found")).stdout).not.toContain(key.token);
  await stack.destroy();
  expect(stack.key.uuid).toBe(key.uuid);

  stack.program(`require("pulumi-jetemail").TransactionalKey.get("found", "no-such-uuid");`);
  expect((await stack.fails("preview")).text).toContain('JetEmail has no key with the uuid "no-such-uuid"');
});
