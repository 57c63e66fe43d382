import { Run } from "../../../provider/run/run";
import { UNKNOWN } from "../../../provider/values/unknown";
import { failureOf } from "../../harness/failure";
import { stackConfig } from "../../harness/inProcessProvider";
import { useJetEmail } from "../../harness/jetEmail";
import { startSimulator } from "../../harness/simulator";

const jetEmail = useJetEmail();

const keyless = () => new Run({ JETEMAIL_BASE_URL: jetEmail.simulator.url });

test("each account has one client", () => {
  const run = new Run({ JETEMAIL_API_KEY: "api_1", JETEMAIL_API_KEY_EU: "api_2" });
  expect(run.account(undefined).client).toBe(run.account(undefined).client);
  expect(run.account("eu").client).toBe(run.account("eu").client);
  expect(run.account("eu").client).not.toBe(run.account(undefined).client);
});

test("each account is reached at its own address, with its own account key", async () => {
  const other = await startSimulator();
  const run = keyless();
  const accounts = {
    eu: { apiKey: other.accountKey, baseUrl: other.url },
    us: { apiKey: jetEmail.simulator.accountKey },
  };
  run.configure(stackConfig({ "jetemail:accounts": JSON.stringify(accounts) }));
  await Promise.all([run.account("eu").client.listKeys(), run.account("us").client.listKeys()]);
  expect([other.requests.length, jetEmail.simulator.requests.length]).toEqual([1, 1]);
  await Promise.all([run.account("eu").client.close(), run.account("us").client.close(), other.close()]);
});

test("a new configuration is used from then on", async () => {
  const run = keyless();
  run.configure(stackConfig({ "jetemail:apiKey": "api_wrong" }));
  const wrong = run.account(undefined).client;
  expect(await failureOf(wrong.listKeys())).toMatchObject({ status: 401 });
  run.configure(stackConfig({ "jetemail:apiKey": jetEmail.simulator.accountKey }));
  expect(await run.account(undefined).client.listKeys()).toEqual([]);
  await Promise.all([wrong.close(), run.account(undefined).client.close()]);
});

test("a problem is attributed to the argument `account`, and to none for the default account", () => {
  const run = keyless();
  expect(run.problems(undefined)).toEqual([]);
  expect(run.problems("eu")).toEqual([]);
  run.configure(stackConfig({ "jetemail:accounts": "{}", "jetemail:baseUrl": "nonsense" }));
  expect(run.problems(undefined)).toEqual([{ property: "", reason: expect.stringContaining("jetemail:baseUrl") }]);
  run.configure(stackConfig({ "jetemail:accounts": '{"eu":{"apiKey":"api_1"}}' }));
  expect(run.problems("us")).toEqual([{ property: "account", reason: expect.stringContaining("configured are eu") }]);
});

test.each([UNKNOWN, 7, null, ["eu"]])("an account of %p is left to the check of the arguments", (account) => {
  const run = keyless();
  run.configure(stackConfig({ "jetemail:accounts": '{"eu":{"apiKey":"api_1"}}' }));
  expect(run.problems(account)).toEqual([]);
});

test("requests are retried, and each retry is reported", async () => {
  const told = jest.fn();
  const { accountKey, url } = jetEmail.simulator;
  const run = new Run(
    { JETEMAIL_API_KEY: accountKey, JETEMAIL_BASE_URL: url },
    { limits: { baseDelay: 1 }, onRetry: told },
  );
  jetEmail.simulator.faults.add({ status: 429 });
  jetEmail.simulator.faults.add({ status: 500 });
  expect(await run.account(undefined).client.listKeys()).toEqual([]);
  expect(jetEmail.calls()).toEqual(["GET", "GET", "GET"]);
  expect(told.mock.calls.map(([failure]) => failure.status)).toEqual([429, 500]);
  await run.account(undefined).client.close();
});

test("each account has a memory of its own, and all of them share what the stack owns", () => {
  const run = keyless();
  expect(run.account(undefined)).toBe(run.account(undefined));
  expect(run.account("eu")).not.toBe(run.account(undefined));
  expect(run.account("eu").ownedKeys).toBe(run.account(undefined).ownedKeys);
});

test("a second configuration, as for the provider of pairs, keeps what the accounts remember", () => {
  const run = keyless();
  const account = run.account(undefined);
  account.issuedTokens.keep({ name: "a" }, { token: "t", notes: [] });
  run.configure(stackConfig({}));
  expect(run.account(undefined).issuedTokens.get({ name: "a" })).toEqual({ token: "t", notes: [] });
});
