import { Stack } from "../harness/stack";

let stack: Stack;
beforeEach(async () => {
  stack = await Stack.create();
});
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

test("drift of every field is found by a refresh, shown by the preview and put right by the next update", async () => {
  stack.declare({ key: DECLARED });
  await stack.up();
  const { uuid, token } = stack.key;
  stack.simulator.edit.set(uuid, {
    name: "renamed",
    allowAllDomains: true,
    approvedDomains: ["b.example", "a.example"],
    quota: 9,
    ipRestrictions: [],
    status: "disabled",
  });
  await stack.refresh();
  const { stdout } = await stack.preview();
  for (const shown of [
    /~ name *: "renamed" => "declared"/,
    /~ allowAllDomains *: true => false/,
    /- +\[1\]: "b\.example"/,
    /~ quota *: 9 => 5/,
    /\+ +\[0\]: "192\.0\.2\.1"|\+ ipRestrictions/,
    /~ enabled *: false => true/,
  ]) {
    expect(stdout).toMatch(shown);
  }
  stack.calls();
  await stack.up();
  expect(stack.calls()).toEqual(["PATCH", "PATCH"]);
  expect(stack.key).toMatchObject({ ...DECLARED, status: "active", uuid, token });
  await stack.hasNothingToDo();
});

test("an update that meets a key deleted outside Pulumi says to refresh, after which the key is created again", async () => {
  stack.declare({ key: DECLARED });
  await stack.up();
  const before = stack.key;
  stack.simulator.edit.delete(before.uuid);
  stack.declare({ key: { ...DECLARED, quota: 6 } });
  const { text } = await stack.upFails();
  expect(text).toMatch(/The key "declared" \(.+\) no longer exists at JetEmail\. Run `pulumi refresh`/);

  await stack.refresh();
  expect((await stack.preview()).stdout).toMatch(/TransactionalKey: \(create\)/);
  stack.calls();
  await stack.up();
  expect(stack.calls()).toEqual(["GET", "POST", "GET"]);
  expect(stack.key).toMatchObject({ ...DECLARED, quota: 6 });
  expect(stack.key.uuid).not.toBe(before.uuid);

  stack.simulator.edit.delete(stack.key.uuid);
  await stack.destroy();
  expect(await stack.state()).toEqual({});
});

test("a key whose token was rotated in the dashboard is found by a refresh, an update and a destroy", async () => {
  stack.declare({ key: DECLARED });
  await stack.up();
  const { uuid, token } = stack.key;
  const { tokenFingerprint } = await stack.output("key");
  stack.simulator.edit.rotate(uuid);
  await stack.refresh();
  await stack.up("--expect-no-changes");
  const output = await stack.output("key");
  expect(output).toMatchObject({ uuid, apiToken: stack.key.token });
  expect(output.apiToken).not.toBe(token);
  expect(output.tokenFingerprint).not.toBe(tokenFingerprint);

  stack.simulator.edit.rotate(uuid);
  stack.declare({ key: { ...DECLARED, quota: 6 } });
  await stack.up();
  expect(stack.key.quota).toBe(6);
  expect(await stack.output("key")).toMatchObject({ uuid, apiToken: stack.key.token });

  stack.simulator.edit.rotate(uuid);
  await stack.destroy();
  expect(stack.simulator.keys).toEqual([]);
});

test("a refresh that gets anything but a list of keys keeps the key in the state", async () => {
  stack.declare({ key: DECLARED });
  await stack.up();
  for (const fault of [
    { status: 500 },
    { status: 200, headers: { "content-type": "text/html" }, body: "<html></html>" },
    { status: 200, body: { success: false, error: "try later" } },
    { status: 200, body: { success: true, keys: [] } },
    { truncate: true as const },
  ]) {
    await stack.during({ method: "GET", ...fault }, () => stack.fails("refresh", "--yes", "--skip-preview"));
  }
  expect((await stack.state()).key?.id).toBe(stack.key.uuid);
  await stack.hasNothingToDo();
});
