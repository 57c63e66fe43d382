import { onlyKey, useTwoAccounts } from "./twoAccounts";

const accounts = useTwoAccounts();

test("a key is created, refreshed, updated and deleted in the account it names, beside one in the default account", async () => {
  const { stack, second } = accounts;
  await accounts.configure("second");
  stack.declare({ here: {}, there: { account: "second" } });
  await stack.up();
  expect(onlyKey(stack.simulator)).toMatchObject({ name: "app-test-here" });
  expect(onlyKey(second)).toMatchObject({ name: "app-test-there" });
  expect(await stack.output("there")).toMatchObject({ account: "second", apiToken: onlyKey(second).token });
  await stack.hasNothingToDo();

  second.edit.set(onlyKey(second).uuid, { quota: 9 });
  accounts.arrived();
  await stack.refresh();
  expect(accounts.arrived().sort()).toEqual(["default GET 200", "second GET 200"]);
  stack.declare({ here: {}, there: { account: "second", quota: 5 } });
  expect((await stack.preview()).stdout).toMatch(/~ quota *: 9 => 5/);
  await stack.up();
  expect(accounts.arrived()).toEqual(["second PATCH 200"]);
  expect(onlyKey(second).quota).toBe(5);

  await stack.destroy();
  expect(accounts.arrived().sort()).toEqual(["default DELETE 200", "second DELETE 200"]);
  expect([stack.simulator.keys, second.keys]).toEqual([[], []]);
});

test("an account of the environment is at the default address, and its name may be spelled as shells need it", async () => {
  const { stack, second } = accounts;
  delete stack.env.JETEMAIL_API_KEY;
  stack.env.JETEMAIL_API_KEY_SECOND = second.accountKey;
  stack.env.JETEMAIL_BASE_URL = second.url;
  stack.declare({ key: { account: "second" } });
  await stack.up();
  await stack.refresh("--expect-no-changes");
  expect(onlyKey(second)).toMatchObject({ name: "app-test-key" });

  // As a shell can spell it.
  delete stack.env.JETEMAIL_API_KEY_SECOND;
  stack.env.JETEMAIL_API_KEY_EU_WEST = second.accountKey;
  stack.declare({ key: { account: "eu-west" } });
  accounts.arrived();
  const { text } = await stack.upFails();
  expect(text).toContain('No account key of the JetEmail account "second" is configured');
  expect(accounts.arrived()).toEqual(["second GET 200", "second POST 200", "second GET 200"]);
  stack.env.JETEMAIL_API_KEY_SECOND = second.accountKey;
  await stack.up();
  expect(accounts.arrived()).toEqual(["second DELETE 200"]);
});

test("a key that moves to another account is created there before it is deleted here, and back again", async () => {
  const { stack, second } = accounts;
  await accounts.configure("second");
  stack.declare({ key: { quota: 5 } });
  await stack.up();
  const old = onlyKey(stack.simulator);
  accounts.arrived();
  stack.declare({ key: { quota: 5, account: "second" } });
  expect((await stack.preview()).stdout).toMatch(/\(replace\)[\s\S]*\+ account *: "second"/);
  expect(accounts.arrived()).toEqual([]);
  await stack.up();
  expect(accounts.arrived()).toEqual(["second GET 200", "second POST 200", "second GET 200", "default DELETE 200"]);
  expect(onlyKey(second)).toMatchObject({ name: old.name, quota: 5 });
  expect(await stack.output("key")).toMatchObject({ account: "second", apiToken: onlyKey(second).token });

  // The new key is refused: the old one lives on, and the next update goes on from there.
  stack.declare({ key: { quota: 5 } });
  stack.simulator.faults.add({ method: "POST", status: 403 });
  await stack.upFails();
  expect(await stack.state()).toMatchObject({ key: { id: onlyKey(second).uuid, outputs: { account: "second" } } });
  accounts.arrived();
  await stack.up();
  expect(accounts.arrived()).toEqual(["default GET 200", "default POST 200", "default GET 200", "second DELETE 200"]);
  expect(second.keys).toEqual([]);
  await stack.hasNothingToDo();
});
