import { readFileSync } from "node:fs";
import path from "node:path";
import { onlyKey, useTwoAccounts } from "./twoAccounts";

const accounts = useTwoAccounts();

test("an account that is not configured is refused at preview if others are, else by the update", async () => {
  const { stack } = accounts;
  stack.declare({ key: { account: "third" } });
  await stack.preview();
  const update = await stack.upFails();
  expect(update.text).toContain(
    'No account key of the JetEmail account "third" is configured. Set it with `pulumi config set --secret --path ' +
      "'jetemail:accounts.third.apiKey' <key>` or in the environment variable JETEMAIL_API_KEY_THIRD.",
  );

  await accounts.configure("second");
  const preview = await stack.fails("preview");
  expect(preview.text).toContain('The JetEmail account "third" is not configured; configured are second.');
  expect(preview.text).toContain("'jetemail:accounts.third.apiKey'");
  expect(accounts.arrived()).toEqual([]);
});

test("accounts of another shape are refused at preview, and their text is not shown", async () => {
  const { stack } = accounts;
  stack.declare({ key: { account: "second" } });
  for (const setting of [
    ["jetemail:accounts", "second: api_0123456789abcdef"], // no JSON
    ["--path", "jetemail:accounts[0]", "api_0123456789abcdef"], // a list
    ["--path", "jetemail:accounts.second", "api_0123456789abcdef"], // a key in the place of an object
    ["--path", "jetemail:accounts.second.apiKey.value", "api_0123456789abcdef"], // an object in the place of a key
  ]) {
    await stack.succeeds("config", "set", "--secret", ...setting);
    const { text } = await stack.fails("preview");
    expect(text).toContain("jetemail:accounts must map each account's name to its apiKey");
    expect(text).not.toContain("0123456789abcdef");
    await stack.succeeds("config", "rm", "jetemail:accounts");
  }
  expect(accounts.arrived()).toEqual([]);
});

test("the account keys of accounts are encrypted in the stack's config and state, and not shown anywhere", async () => {
  const { stack, second } = accounts;
  const seen: string[] = [];
  const look = async (run: Promise<{ text: string }>) => seen.push((await run).text);
  seen.push(await accounts.configure("second"));
  stack.env.JETEMAIL_API_KEY_THIRD = stack.simulator.accountKey;
  stack.declare({ two: { account: "second" }, three: { account: "third" } });
  await look(stack.succeeds("preview", "--json"));
  await look(stack.up("--diff"));
  await look(stack.succeeds("stack", "output", "two"));
  await look(stack.refresh("--diff"));
  stack.declare({ two: { account: "third" }, three: {} });
  second.faults.add({ method: "DELETE", status: 403, body: { success: false, error: `not ${second.accountKey}` } });
  await look(stack.upFails("--diff"));

  const config = readFileSync(path.join(stack.folder, "Pulumi.test.yaml"), "utf8");
  expect(config).toMatch(/jetemail:accounts:\s+second:\s+apiKey:\s+secure: v1:/);
  const exported = await stack.exported();
  const places = { seen: seen.join("\n"), config, exported, files: stack.stateFiles().join("\n") };
  for (const [place, text] of Object.entries(places)) {
    const found = [second, stack.simulator].filter(({ accountKey }) => text.includes(accountKey));
    expect({ place, found: found.length }).toEqual({ place, found: 0 });
  }

  const revealed = await stack.exported("--show-secrets");
  expect(revealed).toContain(second.accountKey); // Pulumi keeps the stack's whole config with its provider
  const { resources } = (JSON.parse(revealed) as { deployment: { resources: { type: string }[] } }).deployment;
  const keys = resources.filter(({ type }) => type.endsWith(":TransactionalKey"));
  expect(keys.length).toBeGreaterThanOrEqual(2);
  for (const { accountKey } of [second, stack.simulator]) {
    expect(JSON.stringify(keys)).not.toContain(accountKey);
  }
});

test("an exchanged account key is no change; commands that run no program use the new one after the next that does", async () => {
  const { stack, second } = accounts;
  await accounts.configure("second");
  stack.declare({ key: { account: "second" } });
  await stack.up();
  second.options.accountKey = "api_exchanged0123456789";
  await accounts.configure("second");
  await stack.hasNothingToDo();
  expect((await stack.fails("refresh", "--yes", "--skip-preview")).text).toContain("JetEmail answered 401");
  expect((await stack.fails("destroy", "--yes", "--skip-preview")).text).toContain("JetEmail answered 401");
  expect((await stack.state()).key?.id).toBe(onlyKey(second).uuid);
  await stack.refresh("--run-program", "--expect-no-changes");

  stack.declare({ key: { account: "second", quota: 5 } });
  accounts.arrived();
  await stack.up();
  expect(accounts.arrived()).toEqual(["second PATCH 200"]);
  await stack.refresh("--expect-no-changes");

  second.options.accountKey = "api_exchanged9876543210";
  await accounts.configure("second");
  await stack.destroy("--run-program");
  expect(second.keys).toEqual([]);
});
