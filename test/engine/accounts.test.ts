import { readFileSync } from "node:fs";
import path from "node:path";
import { type Simulator, startSimulator } from "../harness/simulator";
import { Stack } from "../harness/stack";

let stack: Stack;
/** A second JetEmail, for the account `second`; the default account is in `stack.simulator`. */
let second: Simulator;
/** The requests to both, in the order of their answers. */
let arrivals: string[];

beforeEach(async () => {
  stack = await Stack.create();
  second = await startSimulator();
  arrivals = [];
  stack.simulator.options.onRequest = ({ method, status }) => arrivals.push(`default ${method} ${status}`);
  second.options.onRequest = ({ method, status }) => arrivals.push(`second ${method} ${status}`);
});
afterEach(async () => {
  await stack.close();
  await second.close();
});

async function configure(account: string, { accountKey, url }: Simulator) {
  const set = (...setting: string[]) => stack.succeeds("config", "set", "--path", ...setting);
  const { text } = await set("--secret", `jetemail:accounts.${account}.apiKey`, accountKey);
  return text + (await set(`jetemail:accounts.${account}.baseUrl`, url)).text;
}

const arrived = () => arrivals.splice(0);
const only = ({ keys }: Simulator) => {
  expect(keys).toHaveLength(1);
  return keys[0];
};

test("a key lives its whole life in the account it names, beside one in the default account", async () => {
  await configure("second", second);
  stack.declare({ here: {}, there: { account: "second" } });
  await stack.up();
  expect(only(stack.simulator)).toMatchObject({ name: "app-test-here" });
  expect(only(second)).toMatchObject({ name: "app-test-there" });
  expect(await stack.output("there")).toMatchObject({ account: "second", apiToken: only(second)?.token });
  await stack.hasNothingToDo();

  second.edit.set(only(second)?.uuid ?? "", { quota: 9 });
  arrived();
  await stack.refresh();
  expect(arrived().sort()).toEqual(["default GET 200", "second GET 200"]);
  stack.declare({ here: {}, there: { account: "second", quota: 5 } });
  expect((await stack.preview()).stdout).toMatch(/~ quota *: 9 => 5/);
  await stack.up();
  expect(arrived()).toEqual(["second PATCH 200"]);
  expect(only(second)?.quota).toBe(5);

  await stack.destroy();
  expect(arrived().sort()).toEqual(["default DELETE 200", "second DELETE 200"]);
  expect([stack.simulator.keys, second.keys]).toEqual([[], []]);
});

test("an account of the environment is one at the default address", async () => {
  delete stack.env.JETEMAIL_API_KEY;
  stack.env.JETEMAIL_API_KEY_SECOND = second.accountKey;
  stack.env.JETEMAIL_BASE_URL = second.url;
  stack.declare({ key: { account: "second" } });
  await stack.up();
  await stack.refresh("--expect-no-changes");
  expect(only(second)).toMatchObject({ name: "app-test-key" });

  // As a shell can spell it.
  delete stack.env.JETEMAIL_API_KEY_SECOND;
  stack.env.JETEMAIL_API_KEY_EU_WEST = second.accountKey;
  stack.declare({ key: { account: "eu-west" } });
  arrived();
  const { text } = await stack.fails("up", "--yes", "--skip-preview");
  expect(text).toContain('No account key of the JetEmail account "second" is configured');
  expect(arrived()).toEqual(["second GET 200", "second POST 200", "second GET 200"]);
  stack.env.JETEMAIL_API_KEY_SECOND = second.accountKey;
  await stack.up();
  expect(arrived()).toEqual(["second DELETE 200"]);
  await stack.hasNothingToDo();
});

test("a key that moves to another account is created there before it is deleted here, and back again", async () => {
  await configure("second", second);
  stack.declare({ key: { quota: 5 } });
  await stack.up();
  const old = only(stack.simulator);
  arrived();
  stack.declare({ key: { quota: 5, account: "second" } });
  expect((await stack.preview()).stdout).toMatch(/\(replace\)[\s\S]*\+ account *: "second"/);
  expect(arrived()).toEqual([]);
  await stack.up();
  expect(arrived()).toEqual(["second GET 200", "second POST 200", "second GET 200", "default DELETE 200"]);
  expect(only(second)).toMatchObject({ name: old?.name, quota: 5 });
  expect(await stack.output("key")).toMatchObject({ account: "second", apiToken: only(second)?.token });
  await stack.hasNothingToDo();

  // The new key is refused: the old one lives on, and the next update goes on from there.
  stack.declare({ key: { quota: 5 } });
  stack.simulator.faults.add({ method: "POST", status: 403 });
  await stack.fails("up", "--yes", "--skip-preview");
  expect(await stack.state()).toMatchObject({ key: { id: only(second)?.uuid, outputs: { account: "second" } } });
  arrived();
  await stack.up();
  expect(arrived()).toEqual(["default GET 200", "default POST 200", "default GET 200", "second DELETE 200"]);
  expect(second.keys).toEqual([]);
  await stack.hasNothingToDo();
});

test("an account that is not configured is refused at preview where accounts are, else by the update", async () => {
  stack.declare({ key: { account: "third" } });
  await stack.preview();
  const update = await stack.fails("up", "--yes", "--skip-preview");
  expect(update.text).toContain(
    'No account key of the JetEmail account "third" is configured. Set it with `pulumi config set --secret --path ' +
      "'jetemail:accounts.third.apiKey' <key>`, or in the environment variable JETEMAIL_API_KEY_THIRD.",
  );

  await configure("second", second);
  const preview = await stack.fails("preview");
  expect(preview.text).toContain('The JetEmail account "third" is not configured; configured are second.');
  expect(preview.text).toContain("'jetemail:accounts.third.apiKey'");
  expect(arrived()).toEqual([]);
});

test.each([
  ["no JSON", ["jetemail:accounts", "second: api_0123456789abcdef"]],
  ["a list", ["--path", "jetemail:accounts[0]", "api_0123456789abcdef"]],
  ["a key in the place of an object", ["--path", "jetemail:accounts.second", "api_0123456789abcdef"]],
  ["an object in the place of a key", ["--path", "jetemail:accounts.second.apiKey.value", "api_0123456789abcdef"]],
])("accounts that are %s are refused at preview, and their text is not shown", async (_what, setting) => {
  await stack.succeeds("config", "set", "--secret", ...setting);
  stack.declare({ key: { account: "second" } });
  const { text } = await stack.fails("preview");
  expect(text).toContain("jetemail:accounts must map each account's name to its apiKey");
  expect(text).not.toContain("0123456789abcdef");
  expect(arrived()).toEqual([]);
});

test("the keys of accounts stand encrypted in the stack's config and state, and nowhere a user looks", async () => {
  const seen: string[] = [];
  const look = async (run: Promise<{ text: string }>) => seen.push((await run).text);
  seen.push(await configure("second", second));
  stack.env.JETEMAIL_API_KEY_THIRD = stack.simulator.accountKey;
  stack.declare({ two: { account: "second" }, three: { account: "third" } });
  await look(stack.succeeds("preview", "--json"));
  await look(stack.up("--diff"));
  await look(stack.succeeds("stack", "output", "two"));
  await look(stack.refresh("--diff"));
  stack.declare({ two: { account: "third" }, three: {} });
  second.faults.add({ method: "DELETE", status: 403, body: { success: false, error: `not ${second.accountKey}` } });
  await look(stack.fails("up", "--yes", "--skip-preview", "--diff"));

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

test("an account key that was exchanged is no change, and the next commands use it", async () => {
  await configure("second", second);
  stack.declare({ key: { account: "second" } });
  await stack.up();
  second.options.accountKey = "api_exchanged0123456789";
  await configure("second", second);
  await stack.hasNothingToDo();
  stack.declare({ key: { account: "second", quota: 5 } });
  arrived();
  await stack.up();
  expect(arrived()).toEqual(["second PATCH 200"]);
  await stack.refresh("--expect-no-changes");
  await stack.destroy();
  expect(second.keys).toEqual([]);
});

test("a refresh and a destroy right after it was exchanged use the new one if the program runs, as with any provider", async () => {
  await configure("second", second);
  stack.declare({ key: { account: "second" } });
  await stack.up();
  second.options.accountKey = "api_exchanged0123456789";
  await configure("second", second);
  expect((await stack.fails("refresh", "--yes", "--skip-preview")).text).toContain("JetEmail answered 401");
  expect((await stack.fails("destroy", "--yes", "--skip-preview")).text).toContain("JetEmail answered 401");
  expect((await stack.state()).key?.id).toBe(only(second)?.uuid);

  await stack.refresh("--run-program", "--expect-no-changes");
  await stack.destroy("--run-program");
  expect(second.keys).toEqual([]);
});
