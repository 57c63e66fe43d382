import * as pulumi from "@pulumi/pulumi";
import {
  getTransactionalKey,
  getTransactionalKeyOutput,
  getTransactionalKeys,
  getTransactionalKeysOutput,
  TransactionalKey,
  TransactionalKeyPair,
} from "../../../sdk/nodejs";
import { sharedLookup } from "../../../sdk/nodejs/lookup/sharedLookup";
import { failureOf } from "../../harness/failure";
import { type MockedEngine, resolved, startEngine } from "../../harness/mockedEngine";
import { type Simulator, startSimulator } from "../../harness/simulator";

/** How a user's own unit tests meet the look-ups. */

let engine: MockedEngine;
const KEY = { uuid: "u1", name: "one", apiToken: "transactional_1" };
const PAIR = { keys: { a: KEY, b: KEY }, current: "a" };

const start = (preview = false) =>
  startEngine({ preview, outputs: PAIR, resultOf: ({ token }) => (token.endsWith("Keys") ? { keys: [KEY] } : KEY) });

beforeEach(async () => {
  engine = await start();
});

test("look-ups go to the mocks, with the arguments that were given", async () => {
  expect(await getTransactionalKey({ uuid: "u1" })).toEqual(KEY);
  expect(await getTransactionalKey({ name: "one", account: "eu" })).toEqual(KEY);
  expect(await getTransactionalKeys()).toEqual([KEY]);
  expect(await resolved(getTransactionalKeyOutput({ name: pulumi.output("two") }))).toEqual(KEY);
  expect(await resolved(getTransactionalKeysOutput({ account: "eu" }))).toEqual([KEY]);
  expect(await resolved(getTransactionalKeysOutput())).toEqual([KEY]);
  expect(engine.calls.map(({ token, inputs }) => [token, inputs])).toEqual([
    ["jetemail:index:getTransactionalKey", { uuid: "u1" }],
    ["jetemail:index:getTransactionalKey", { name: "one", account: "eu" }],
    ["jetemail:index:getTransactionalKeys", {}],
    ["jetemail:index:getTransactionalKey", { name: "two" }],
    ["jetemail:index:getTransactionalKeys", { account: "eu" }],
    ["jetemail:index:getTransactionalKeys", {}],
  ]);
});

test("at a mocked preview the mocks are asked too, account key or not", async () => {
  engine = await start(true);
  expect(await resolved(getTransactionalKeyOutput({ uuid: "u1" }))).toEqual(KEY);
  expect(engine.calls).toHaveLength(1);
});

test("arguments that are wrong are refused before the mocks are asked", async () => {
  await failureOf(getTransactionalKey({} as { uuid: string }));
  expect(engine.calls).toEqual([]);
});

describe("what was looked up", () => {
  let simulator: Simulator;

  beforeAll(async () => {
    simulator = await startSimulator();
    Object.assign(process.env, { JETEMAIL_API_KEY: simulator.accountKey, JETEMAIL_BASE_URL: simulator.url });
  });

  afterAll(async () => {
    await simulator.close();
    delete process.env.JETEMAIL_API_KEY;
    delete process.env.JETEMAIL_BASE_URL;
  });

  /** How many calls two look-ups take with something between them. */
  async function callsAround(between: () => Promise<unknown>): Promise<number> {
    sharedLookup().invalidate();
    simulator.clearRequests();
    await sharedLookup().keys(undefined);
    await between();
    await sharedLookup().keys(undefined);
    return simulator.requests.length;
  }

  test("is asked anew after a resource of the program was created or changed", async () => {
    expect(await callsAround(() => resolved(new TransactionalKey("one").id))).toBe(2);
    expect(await callsAround(() => resolved(new TransactionalKeyPair("two").rotatedAt))).toBe(2);
  });

  test("is kept after a look-up and at a preview, where nothing changes", async () => {
    expect(await callsAround(() => resolved(TransactionalKey.get("one", "u1").id))).toBe(1);
    await start(true);
    expect(await callsAround(() => resolved(new TransactionalKey("two").urn))).toBe(1);
  });
});
