import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { Run } from "../../../provider/run/run";
import { UNKNOWN } from "../../../provider/values/unknown";
import { failureOf } from "../../harness/failure";
import { stackConfig } from "../../harness/inProcessProvider";
import { useJetEmail } from "../../harness/jetEmail";
import { startSimulator } from "../../harness/simulator";

const jetEmail = useJetEmail();

const withoutAccountKey = () => new Run({ JETEMAIL_BASE_URL: jetEmail.simulator.url });

describe("an account", () => {
  test("has one client", () => {
    const run = new Run({ JETEMAIL_API_KEY: "api_1", JETEMAIL_API_KEY_EU: "api_2" });
    expect(run.account(undefined).client).toBe(run.account(undefined).client);
    expect(run.account("eu").client).toBe(run.account("eu").client);
    expect(run.account("eu").client).not.toBe(run.account(undefined).client);
  });

  test("tells its fingerprint without loading the HTTP client", () => {
    jest.isolateModules(() => {
      jest.doMock("../../../provider/jetemail/connect", () => {
        throw new Error("The HTTP client was loaded");
      });
      const { Run: Isolated } = require("../../../provider/run/run") as typeof import("../../../provider/run/run");
      const account = new Isolated({ JETEMAIL_API_KEY: "api_1" }).account(undefined);
      expect(account.fingerprint).toMatch(/^[0-9a-f]{6}$/);
      expect(() => account.client).toThrow("The HTTP client was loaded");
    });
    jest.dontMock("../../../provider/jetemail/connect");
  });

  test("is reached at its own address, with its own account key", async () => {
    const other = await startSimulator();
    const run = withoutAccountKey();
    const accounts = {
      eu: { apiKey: other.accountKey, baseUrl: other.url },
      us: { apiKey: jetEmail.simulator.accountKey },
    };
    run.configure(stackConfig({ "jetemail:accounts": JSON.stringify(accounts) }));
    await Promise.all([run.account("eu").client.listKeys(), run.account("us").client.listKeys()]);
    expect([other.requests.length, jetEmail.simulator.requests.length]).toEqual([1, 1]);
    await Promise.all([run.account("eu").client.close(), run.account("us").client.close(), other.close()]);
  });

  test("is one object throughout a run, and shares the run's owned keys", () => {
    const run = withoutAccountKey();
    expect(run.account(undefined)).toBe(run.account(undefined));
    expect(run.account("eu")).not.toBe(run.account(undefined));
    expect(run.account("eu").ownedKeys).toBe(run.account(undefined).ownedKeys);
  });
});

describe("a new configuration", () => {
  test("is used for the next request", async () => {
    const run = withoutAccountKey();
    run.configure(stackConfig({ "jetemail:apiKey": "api_wrong" }));
    const wrong = run.account(undefined).client;
    expect(await failureOf(wrong.listKeys())).toMatchObject({ status: 401 });
    run.configure(stackConfig({ "jetemail:apiKey": jetEmail.simulator.accountKey }));
    expect(await run.account(undefined).client.listKeys()).toMatchObject({ keys: [] });
    await Promise.all([wrong.close(), run.account(undefined).client.close()]);
  });

  test("keeps what the accounts remember", () => {
    const run = withoutAccountKey();
    const account = run.account(undefined);
    account.stateKeys.add({ id: "u1", apiToken: "transactional_1" });
    run.configure(stackConfig({}));
    expect(run.account(undefined).stateKeys.size).toBe(1);
  });
});

describe("a problem of the configuration", () => {
  test("is reported for the argument `account`, or for no argument if the account is the default one", () => {
    const run = withoutAccountKey();
    expect(run.problems(undefined)).toEqual([]);
    expect(run.problems("eu")).toEqual([]);
    run.configure(stackConfig({ "jetemail:accounts": "{}", "jetemail:baseUrl": "nonsense" }));
    expect(run.problems(undefined)).toEqual([{ property: "", reason: expect.stringContaining("jetemail:baseUrl") }]);
    run.configure(stackConfig({ "jetemail:accounts": '{"eu":{"apiKey":"api_1"}}' }));
    expect(run.problems("us")).toEqual([{ property: "account", reason: expect.stringContaining("configured are eu") }]);
  });

  test.each([UNKNOWN, 7, null, ["eu"]])(
    "is not reported for an account of %p, which is left to the check of the arguments",
    (account) => {
      const run = withoutAccountKey();
      run.configure(stackConfig({ "jetemail:accounts": '{"eu":{"apiKey":"api_1"}}' }));
      expect(run.problems(account)).toEqual([]);
    },
  );
});

test("retries requests, and reports failures and refusals by the rate limit", async () => {
  const onRetry = jest.fn();
  const { accountKey, url } = jetEmail.simulator;
  const onBlock = jest.fn();
  const env = { JETEMAIL_API_KEY: accountKey, JETEMAIL_BASE_URL: url };
  const run = new Run(env, { limits: { baseDelay: 1 }, rateLimits: { baseBackoff: 1 }, onRetry, onBlock });
  jetEmail.simulator.faults.add({ status: 429 });
  jetEmail.simulator.faults.add({ status: 500 });
  expect(await run.account(undefined).client.listKeys()).toMatchObject({ keys: [] });
  expect(jetEmail.calls()).toEqual(["GET", "GET", "GET"]);
  expect(onRetry.mock.calls.map(([failure]) => failure.status)).toEqual([500]);
  expect(onBlock).toHaveBeenCalledTimes(1);
  await run.account(undefined).client.close();
});

describe("what a run tells the other processes of its engine", () => {
  const ENV = { JETEMAIL_API_KEY: "api_1" };
  let folder: string;
  let runs: Run[];
  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), "run-"));
    jest.spyOn(os, "tmpdir").mockReturnValue(folder);
    runs = [];
  });
  afterEach(() => {
    for (const run of runs) {
      run.close();
    }
    jest.restoreAllMocks();
    rmSync(folder, { recursive: true });
  });

  const start = (engine = "127.0.0.1:1") => {
    const run = new Run(ENV, { engine });
    runs.push(run);
    return run;
  };
  /** How many files have records of creates. */
  const records = () =>
    readdirSync(folder, { recursive: true }).filter((name) => /creates-.*~/.test(String(name))).length;
  const expectedIn = async (run: Run) => {
    await run.ownedKeys.update();
    return run.ownedKeys.expected("mail");
  };
  const telling = async () => {
    const run = start();
    await run.ownedKeys.declare("resource", ["mail"]);
    await run.account(undefined).createRecords.begin("resource", "mail");
    return run;
  };

  test("is not told those of another engine, and is taken back at its end", async () => {
    const run = await telling();
    expect(await expectedIn(start())).toBe(1);
    expect(await expectedIn(start("127.0.0.1:2"))).toBe(0);
    expect(records()).toBe(1);
    run.close();
    expect([await expectedIn(start()), records()]).toEqual([0, 0]);
  });

  test("stays as far as it is about creates, if it ends while there is one", async () => {
    const run = await telling();
    const create = Promise.withResolvers<void>();
    const creating = run.pendingCreates.track(() => create.promise);
    run.close();
    expect([await expectedIn(start()), records()]).toEqual([0, 1]);
    create.resolve();
    await creating;
  });

  test("is nothing where the engine's address is none", async () => {
    const run = start("--config");
    await run.ownedKeys.declare("resource", ["mail"]);
    expect(readdirSync(folder)).toEqual([]);
  });
});
