import type { Client } from "../../../provider/jetemail/client";
import { connect } from "../../../provider/jetemail/connect";
import { inOperation } from "../../../provider/jetemail/http/operation";
import { KeyList } from "../../../provider/jetemail/keyList";
import { Run } from "../../../provider/run/run";
import { stackConfig } from "../../harness/inProcessProvider";
import { accountOf, useJetEmail } from "../../harness/jetEmail";
import { API_CALLS } from "../../harness/simulator";

const jetEmail = useJetEmail();
const HOUR = 60 * 60 * 1000;

test("fetches the initial keys once, and again after they were forgotten or the fetch failed", async () => {
  const { account } = jetEmail;
  jetEmail.simulator.faults.add({ method: "GET", status: 500 });
  await expect(account.initialKeys()).rejects.toMatchObject({ status: 500 });
  expect((await account.initialKeys()).keys).toEqual([]);
  jetEmail.simulator.edit.create({ name: "late" });
  expect((await account.initialKeys()).keys).toEqual([]);
  account.forgetInitialKeys();
  expect((await account.initialKeys()).keys).toHaveLength(1);
  expect(jetEmail.calls()).toEqual(["GET", "GET", "GET"]);
});

test("records every list in the journal, and a shared one once", async () => {
  const { account } = jetEmail;
  const before = account.journal.position();
  await Promise.all([account.listKeys(), account.listKeys(), account.listKeys("batched")]);
  expect(jetEmail.calls()).toEqual(["GET"]);
  expect(account.journal.position()).toBe(before + 1);
  await account.listKeys("cached");
  expect(account.journal.position()).toBe(before + 2);
});

test("compares the clock with the time of each list that tells it", async () => {
  const { account } = jetEmail;
  jetEmail.simulator.options.now = () => Date.now() - 2 * HOUR;
  await account.listKeys();
  expect(Math.round(account.clock.lead / HOUR)).toBe(2);
  const silent = accountOf({ listKeys: async () => new KeyList([]) } as unknown as Client);
  await silent.listKeys();
  expect(silent.clock.lead).toBe(0);
});

describe("polling the keys", () => {
  test("lists them again until the caller has seen enough, and tells of the wait once", async () => {
    const onWait = jest.fn();
    const account = accountOf(jetEmail.client, { listing: 60_000 }, { onWait });
    const waits: number[] = [];
    for await (const list of account.pollKeys("listing")) {
      waits.push(onWait.mock.calls.length);
      if (waits.length === 3) {
        break;
      }
      expect(list.keys).toEqual([]);
    }
    expect(waits).toEqual([0, 1, 1]);
    expect(jetEmail.calls()).toEqual(["GET", "GET", "GET"]);
  });

  test("tells of no wait where the first list is enough", async () => {
    const onWait = jest.fn();
    for await (const _ of accountOf(jetEmail.client, {}, { onWait }).pollKeys("listing")) {
      break;
    }
    expect(onWait).not.toHaveBeenCalled();
  });

  test("ends with an interruption", async () => {
    const controller = new AbortController();
    const account = accountOf(jetEmail.client, { listing: 60_000 }, { signal: controller.signal });
    for await (const _ of account.pollKeys("listing")) {
      controller.abort();
    }
    expect(jetEmail.calls()).toEqual(["GET"]);
  });
});

describe("the domains of an account", () => {
  test("are requested once", async () => {
    jetEmail.simulator.options.domains = [{ domain: "a.example", verified: true }];
    const { account } = jetEmail;
    const lists = await Promise.all([account.domains(), account.domains()]);
    expect([...lists, await account.domains()]).toEqual(Array(3).fill([{ domain: "a.example", isVerified: true }]));
    expect(jetEmail.calls()).toEqual(["GET"]);
  });

  test("are undefined if they cannot be read, and not requested again", async () => {
    const { account } = jetEmail;
    jetEmail.simulator.faults.add({ status: 403 });
    expect([await account.domains(), await account.domains()]).toEqual([undefined, undefined]);
    expect(jetEmail.calls()).toEqual(["GET"]);
  });

  test("are undefined without an account key, and requested once there is one", async () => {
    const { accountKey, url } = jetEmail.simulator;
    const run = new Run({ JETEMAIL_BASE_URL: url });
    const account = run.account(undefined);
    expect(await account.domains()).toBeUndefined();
    run.configure(stackConfig({ "jetemail:apiKey": accountKey }));
    expect(await account.domains()).toEqual([]);
    await account.client.close();
  });

  test("are undefined if they are not there in time, and the request for them ends", async () => {
    const { simulator, client } = jetEmail;
    simulator.faults.add({ ...API_CALLS.domains, hang: true });
    expect(await accountOf(client, { message: 50 }).domains()).toBeUndefined();
    await simulator.settle();
  });

  test.each<[string, (signal: AbortSignal) => Promise<unknown>]>([
    ["the run", (signal) => accountOf(jetEmail.client, { message: 600_000 }, { signal }).domains()],
    ["an operation", (signal) => inOperation(() => accountOf(jetEmail.client, { message: 600_000 }).domains(), signal)],
  ])("are not waited for beyond an interruption of %s", async (_, domains) => {
    const controller = new AbortController();
    const { firstHit } = jetEmail.simulator.faults.add({ ...API_CALLS.domains, hang: true });
    const list = domains(controller.signal);
    await firstHit;
    controller.abort();
    expect(await list).toBeUndefined();
  });
});

test("remembers which keys it has deleted, and that the state no longer has them", () => {
  const { account } = jetEmail;
  account.stateKeys.add({ id: "u1", apiToken: "t1" });
  account.markDeleted("u1", "t1");
  expect([account.isDeleted({ token: "t1" }), account.isDeleted({ token: "t2" })]).toEqual([true, false]);
  expect(account.stateKeys.size).toBe(0);
});

test("the initial keys are listed with what is kept free for an operation that waits for them", async () => {
  const { simulator } = jetEmail;
  const { accountKey: apiKey, url } = simulator;
  const client = connect({ apiKey, baseUrl: new URL(url), concurrency: 1, requestsPerMinute: 1 });
  const account = accountOf(client);
  await inOperation(async () => {
    await client.reserve(2);
    await account.initialKeys();
  });
  expect(jetEmail.calls()).toEqual(["GET"]);
  await client.close();
});
