import { PROVIDER_REFERENCE } from "../../sdk/nodejs/providerReference";
import { DynamicProvider, type Properties, withoutSecretMarks } from "../harness/dynamicProvider";
import { repository } from "../harness/repository";
import { type Simulator, startSimulator } from "../harness/simulator";

const KEYS = 200;

let simulator: Simulator;
let provider: DynamicProvider;

beforeEach(async () => {
  simulator = await startSimulator();
  const config = { "jetemail:apiKey": simulator.accountKey, "jetemail:baseUrl": simulator.url };
  const env = { JETEMAIL_REQUESTS_PER_MINUTE: "100000" };
  provider = await DynamicProvider.start({ cwd: repository, config, env });
});
afterEach(async () => {
  await DynamicProvider.closeAll();
  await simulator.close();
});

interface Made {
  readonly id: string;
  readonly inputs: Properties;
  readonly state: Properties;
}

/** Checks as many keys, as the engine does long before it creates the last of them. */
async function declare(count: number): Promise<Properties[]> {
  const names = Array.from({ length: count }, (_, index) => `key-${index}`);
  const checked = await Promise.all(names.map((name) => provider.check({}, { __provider: PROVIDER_REFERENCE, name })));
  return checked.map(({ inputs }) => inputs);
}

/** Creates as many keys at once. */
async function make(count: number): Promise<Made[]> {
  return Promise.all(
    (await declare(count)).map(async (inputs) => {
      const { id, properties } = await provider.create(inputs);
      return { id, inputs, state: withoutSecretMarks(properties) };
    }),
  );
}

/** The calls since the last look, counted. */
function calls(): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { method, status } of simulator.requests) {
    const name = status === 429 ? "refused" : method;
    counts[name] = (counts[name] ?? 0) + 1;
  }
  simulator.clearRequests();
  return counts;
}

test("many keys share list calls: at most one for ten creates, and five for any number of reads", async () => {
  const made = await make(KEYS);
  const { GET: lists, ...others } = calls();
  expect(others).toEqual({ POST: KEYS });
  expect(lists).toBeLessThanOrEqual(KEYS / 10);
  for (const { id, state } of made) {
    expect(simulator.keys.find(({ uuid }) => uuid === id)?.token).toBe(state.apiToken);
  }

  const read = await Promise.all(made.map(({ id, inputs, state }) => provider.read(id, state, inputs)));
  expect(calls().GET ?? 0).toBeLessThanOrEqual(5);
  expect(read.map(({ id }) => id)).toEqual(made.map(({ id }) => id));

  const updated = await Promise.all(
    made.map(({ id, state, inputs }) => provider.update(id, state, { ...inputs, quota: 7 })),
  );
  expect(calls()).toEqual({ PATCH: KEYS });
  const seen = await provider.read(made[0]?.id ?? "", withoutSecretMarks(updated[0] ?? {}), {});
  expect(seen.properties).toMatchObject({ quota: 7 });
  expect(calls()).toEqual({ GET: 1 });

  await Promise.all(made.map(({ id, state }) => provider.delete(id, state)));
  expect(calls()).toEqual({ DELETE: KEYS });
  expect(simulator.keys).toEqual([]);
});

test("creates that start one after another, as the engine saves its state between them, share list calls too", async () => {
  const atOnce = 8;
  const declared = await declare(64);
  const underWay = new Set<Promise<unknown>>();
  for (const [index, inputs] of declared.entries()) {
    const posted = new Promise<void>((resolve) => {
      simulator.options.onRequest = ({ method }) => method === "POST" && resolve();
    });
    const create = provider.create(inputs).finally(() => underWay.delete(create));
    underWay.add(create);
    if (index >= atOnce) {
      await posted;
    }
    if (underWay.size >= atOnce) {
      await Promise.race(underWay);
    }
  }
  await Promise.all(underWay);
  const { GET: lists, ...others } = calls();
  expect(others).toEqual({ POST: declared.length });
  expect(lists).toBeLessThanOrEqual(declared.length / 3);
});

test("under a rate limit all keys are created, and the user is told once why it takes long", async () => {
  simulator.options.requestsPerSecond = 20;
  const made = await make(60);
  expect(new Set(made.map(({ id }) => id)).size).toBe(60);
  const { POST, refused } = calls();
  expect(POST).toBe(60);
  expect(refused).toBeGreaterThan(0);
  expect(provider.shown.match(/Rate-limited by JetEmail/g)).toHaveLength(1);
});

test("retries are reported once, without a token", async () => {
  simulator.faults.add({ method: "GET", status: 500, count: 2 });
  simulator.faults.add({ method: "GET", reset: true, skip: 1 });
  await make(20);
  expect(provider.shown.match(/JetEmail is failing/g)).toHaveLength(1);
  expect(provider.shown).not.toContain("transactional_");
});
