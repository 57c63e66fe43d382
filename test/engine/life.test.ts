import { Stack } from "../harness/stack";

let stack: Stack;
beforeEach(async () => {
  stack = await Stack.create();
});
afterEach(async () => {
  await stack.close();
});

test("a key is created with all of its outputs, then has nothing to do, and is deleted", async () => {
  stack.declare({
    receipts: {
      approvedDomains: ["Example.com", "b.example"],
      quota: 10,
      ipRestrictions: ["2001:DB8:0::/32", "10.0.0.1"],
    },
  });
  await stack.up();

  expect(stack.calls()).toEqual(["GET", "POST", "GET"]);
  const { token, uuid } = stack.key;
  const settings = {
    name: "app-test-receipts",
    allowAllDomains: false,
    approvedDomains: ["example.com", "b.example"],
    quota: 10,
    ipRestrictions: ["2001:db8::/32", "10.0.0.1"],
    status: "active",
  };
  expect(stack.key).toMatchObject(settings);
  expect(await stack.output("receipts")).toMatchObject({
    ...settings,
    id: uuid,
    uuid,
    apiToken: token,
    tokenFingerprint: expect.stringMatching(/^[0-9a-f]{16}$/),
    createdAt: new Date(stack.key.createdAt).toISOString(),
    rotatedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
    enabled: true,
  });

  await stack.hasNothingToDo();
  await stack.refresh("--expect-no-changes");
  // Another order, case or notation of a set is no change.
  stack.declare({
    receipts: {
      approvedDomains: ["B.EXAMPLE", "example.com"],
      quota: 10,
      ipRestrictions: ["10.0.0.1/32", "2001:db8::/32"],
    },
  });
  await stack.hasNothingToDo();
  stack.calls();

  await stack.destroy();
  expect(stack.calls()).toEqual(["DELETE"]);
  expect(stack.simulator.keys).toEqual([]);
});

test("of many keys that the engine creates at once, each is created once", async () => {
  const names = Array.from({ length: 60 }, (_, index) => `key-${index}`);
  stack.declare(Object.fromEntries(names.map((name) => [name, {}])));
  await stack.up();
  expect(stack.calls().filter((method) => method === "POST")).toHaveLength(names.length);
  expect(stack.simulator.keys.map(({ name }) => name).sort()).toEqual(names.map((name) => `app-test-${name}`).sort());
});

test("every argument is updated in place and goes back to its default, uuid and token unchanged", async () => {
  stack.declare({ key: {} });
  await stack.up();
  const { token, uuid } = stack.key;
  stack.calls();
  const changes = {
    name: "renamed",
    allowAllDomains: true,
    approvedDomains: ["b.example", "a.example"],
    quota: 7,
    ipRestrictions: ["192.0.2.1"],
    enabled: false,
  };
  stack.declare({ key: changes });
  const preview = await stack.preview();
  for (const argument of Object.keys(changes)) {
    expect(preview.stdout).toMatch(new RegExp(`[~+] ${argument} *:`));
  }
  await stack.up();
  expect(stack.calls()).toEqual(["PATCH", "PATCH"]);
  const { enabled, ...settings } = { ...changes, approvedDomains: ["b.example", "a.example"] };
  expect(stack.key).toMatchObject({ ...settings, status: "disabled", token, uuid });
  expect(await stack.output("key")).toMatchObject({ ...settings, enabled, uuid, apiToken: token });

  stack.declare({ key: {} });
  const { stdout } = await stack.preview();
  expect(stdout).toMatch(/~ quota *: 7 => 0/);
  expect(stdout).toMatch(/~ enabled *: false => true/);
  await stack.up();
  expect(stack.calls()).toEqual(["PATCH", "PATCH"]);
  expect(stack.key).toMatchObject({
    name: "app-test-key",
    quota: 0,
    status: "active",
    approvedDomains: [],
    token,
    uuid,
  });
  await stack.hasNothingToDo();
});

test("an update whose second request fails leaves in the state what the first one changed", async () => {
  stack.declare({ key: { quota: 1 } });
  await stack.up();
  stack.calls();
  stack.declare({ key: { quota: 2, enabled: false } });
  const { text } = await stack.during({ method: "PATCH", skip: 1, status: 500 }, () => stack.upFails());
  expect(text).toMatch(/The key was changed in part.* Tried 5 times/);
  expect(stack.calls()).toEqual(Array(6).fill("PATCH"));
  expect((await stack.state()).key?.outputs).toMatchObject({ quota: 2, enabled: true, status: "active" });

  await stack.up();
  expect(stack.calls()).toEqual(["PATCH"]);
  expect(stack.key).toMatchObject({ quota: 2, status: "disabled" });
  await stack.hasNothingToDo();
});

describe("a key whose uuid could not be looked up after its creation is kept,", () => {
  const badGateway = { method: "GET", skip: 1, status: 502, body: "<html>Bad gateway</html>" };

  test("completed by the next update and given its uuid by the next refresh", async () => {
    stack.declare({ key: { quota: 1 } });
    const { text } = await stack.during(badGateway, () => stack.upFails());
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

  test("and given its uuid by a refresh before the next update", async () => {
    stack.declare({ key: {} });
    await stack.during(badGateway, () => stack.upFails());
    await stack.refresh();
    expect((await stack.state()).key?.id).toBe(stack.key.uuid);
    await stack.up();
    await stack.hasNothingToDo();
  });
});

test("the state has the line of the program that declares a key", async () => {
  stack.declare({ key: {} });
  await stack.up();
  expect((await stack.state()).key?.sourcePosition).toMatch(/^project:\/\/\/index\.js#\d+,\d+$/);
});

test("a program can look up a key by its uuid", async () => {
  const key = stack.simulator.edit.create({ name: "made in the dashboard", quota: 3 });
  stack.declare({ found: { $get: key.uuid } });
  await stack.up();
  expect(await stack.output("found")).toMatchObject({ name: key.name, quota: 3, uuid: key.uuid, apiToken: key.token });
  expect((await stack.succeeds("stack", "output", "found")).stdout).not.toContain(key.token);
  await stack.destroy();
  expect(stack.key.uuid).toBe(key.uuid);

  stack.declare({ found: { $get: "no-such-uuid" } });
  expect((await stack.fails("preview")).text).toContain('JetEmail has no key with the uuid "no-such-uuid"');
});
