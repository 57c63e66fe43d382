import { Session } from "../../../provider/run/run";
import { UNKNOWN } from "../../../provider/values/unknown";
import { failureOf } from "../../harness/failure";
import { useJetEmail } from "../../harness/jetEmail";
import { stackConfig } from "../../harness/shell";
import { startSimulator } from "../../harness/simulator";

const jetEmail = useJetEmail();

const keyless = () => new Session({ JETEMAIL_BASE_URL: jetEmail.simulator.url });

test("an account has one client, and another account another one", () => {
  const session = new Session({ JETEMAIL_API_KEY: "api_1", JETEMAIL_API_KEY_EU: "api_2" });
  expect(session.client(undefined)).toBe(session.client(undefined));
  expect(session.client("eu")).toBe(session.client("eu"));
  expect(session.client("eu")).not.toBe(session.client(undefined));
});

test("each account is reached at its own address, with its own account key", async () => {
  const other = await startSimulator();
  const session = keyless();
  const accounts = {
    eu: { apiKey: other.accountKey, baseUrl: other.url },
    us: { apiKey: jetEmail.simulator.accountKey },
  };
  session.configure(stackConfig({ "jetemail:accounts": JSON.stringify(accounts) }));
  await Promise.all([session.client("eu").listKeys(), session.client("us").listKeys()]);
  expect([other.requests.length, jetEmail.simulator.requests.length]).toEqual([1, 1]);
  await Promise.all([session.client("eu").close(), session.client("us").close(), other.close()]);
});

test("what is configured anew is used from then on", async () => {
  const session = keyless();
  session.configure(stackConfig({ "jetemail:apiKey": "api_wrong" }));
  const wrong = session.client(undefined);
  expect(await failureOf(wrong.listKeys())).toMatchObject({ status: 401 });
  session.configure(stackConfig({ "jetemail:apiKey": jetEmail.simulator.accountKey }));
  expect(await session.client(undefined).listKeys()).toEqual([]);
  await Promise.all([wrong.close(), session.client(undefined).close()]);
});

test("a problem is laid to the account, or to nothing where it is the default one", () => {
  const session = keyless();
  expect(session.problems(undefined)).toEqual([]);
  expect(session.problems("eu")).toEqual([]);
  session.configure(stackConfig({ "jetemail:accounts": "{}", "jetemail:baseUrl": "nonsense" }));
  expect(session.problems(undefined)).toEqual([{ property: "", reason: expect.stringContaining("jetemail:baseUrl") }]);
  session.configure(stackConfig({ "jetemail:accounts": '{"eu":{"apiKey":"api_1"}}' }));
  expect(session.problems("us")).toEqual([
    { property: "account", reason: expect.stringContaining("configured are eu") },
  ]);
});

test.each([UNKNOWN, 7, null, ["eu"]])(
  "an account of %p is not looked for: the arguments' own check speaks of it",
  (account) => {
    const session = keyless();
    session.configure(stackConfig({ "jetemail:accounts": '{"eu":{"apiKey":"api_1"}}' }));
    expect(session.problems(account)).toEqual([]);
  },
);

test("calls are repeated, and each repetition is told", async () => {
  const told = jest.fn();
  const { accountKey, url } = jetEmail.simulator;
  const session = new Session(
    { JETEMAIL_API_KEY: accountKey, JETEMAIL_BASE_URL: url },
    { limits: { first: 1 }, onRepeat: told },
  );
  jetEmail.simulator.faults.add({ status: 429 });
  jetEmail.simulator.faults.add({ status: 500 });
  expect(await session.client(undefined).listKeys()).toEqual([]);
  expect(jetEmail.calls()).toEqual(["GET", "GET", "GET"]);
  expect(told.mock.calls.map(([failure]) => failure.status)).toEqual([429, 500]);
  await session.client(undefined).close();
});

test("a run knows the keys of each account apart, and the claims of all of them together", () => {
  const session = keyless();
  expect(session.ledger(undefined)).toBe(session.ledger(undefined));
  expect(session.ledger("eu")).not.toBe(session.ledger(undefined));
  expect(session.ledger("eu").claims).toBe(session.ledger(undefined).claims);
});
