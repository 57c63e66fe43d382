import { TransactionalKey, TransactionalKeyPair } from "../../../../sdk/nodejs";
import { isDeclared, sharedLookup } from "../../../../sdk/nodejs/lookup/sharedLookup";
import { resolved, startEngine } from "../../../harness/mockedEngine";
import { type Simulator, startSimulator } from "../../../harness/simulator";

const KEY = { uuid: "u1", name: "one", apiToken: "transactional_1" };

const start = (preview = false) => startEngine({ preview, outputs: { keys: { a: KEY, b: KEY }, current: "a" } });

beforeEach(async () => {
  await start();
});

describe("the list that a program's look-ups share", () => {
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

  /** How many requests two look-ups send with something done between them. */
  async function requestsAround(between: () => Promise<unknown>): Promise<number> {
    sharedLookup().invalidate();
    simulator.clearRequests();
    await sharedLookup().keys(undefined);
    await between();
    await sharedLookup().keys(undefined);
    return simulator.requests.length;
  }

  test("is fetched again after a resource of the program was created or changed", async () => {
    expect(await requestsAround(() => resolved(new TransactionalKey("one").id))).toBe(2);
    expect(await requestsAround(() => resolved(new TransactionalKeyPair("two").rotatedAt))).toBe(2);
  });

  test("is kept after a look-up and at preview, where nothing changes", async () => {
    expect(await requestsAround(() => resolved(TransactionalKey.get("one", "u1").id))).toBe(1);
    await start(true);
    expect(await requestsAround(() => resolved(new TransactionalKey("two").urn))).toBe(1);
  });
});

test("each run of a program has its own look-ups and declarations, for its own stack and account", async () => {
  const lookup = sharedLookup();
  await resolved(new TransactionalKey("one").name);
  expect(isDeclared("app-dev-one")).toBe(true);
  expect(sharedLookup()).toBe(lookup);
  await start();
  expect(sharedLookup()).not.toBe(lookup);
  expect(isDeclared("app-dev-one")).toBe(false);
});

test("a key is declared by its name, also at preview, and not by a look-up", async () => {
  await start(true);
  await resolved(new TransactionalKey("one", { name: "mail" }).name);
  await resolved(TransactionalKey.get("two", "u1").id);
  expect(["mail", "app-dev-one", "two", "one"].map(isDeclared)).toEqual([true, false, false, false]);
});
