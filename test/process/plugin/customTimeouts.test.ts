import { failureOf } from "../../harness/failure";
import { SHORT_WAITS } from "../../harness/jetEmail";
import { type CallError, KEY, urnOf, withoutSecretMarks } from "../../harness/plugin";
import { API_CALLS } from "../../harness/simulator";
import { usePlugin } from "../../harness/usePlugin";

const run = usePlugin();
const { jetEmail } = run;
const URN = urnOf(KEY);
/** In seconds. It passes when a test says so. */
const TIMEOUT = 77;
let expiry: AbortController;
beforeEach(() => {
  expiry = new AbortController();
  const { timeout } = AbortSignal;
  jest
    .spyOn(AbortSignal, "timeout")
    .mockImplementation((delay) => (delay === TIMEOUT * 1000 ? expiry.signal : timeout.call(AbortSignal, delay)));
});
afterEach(() => jest.restoreAllMocks());

const WARNING = expect.objectContaining({ severity: 2, urn: URN, text: expect.stringContaining("JETEMAIL-905") });

/** A plugin that would wait for minutes: for JetEmail's list, and as long as a rate limit asks. */
const patient = () => run.another({ run: { waits: { ...SHORT_WAITS, listing: 600_000, baseDelay: 600_000 } } });
const limitRate = (method: string, seconds: number) =>
  jetEmail.simulator.faults.add({ method, status: 429, count: 100, headers: { "retry-after": `${seconds}` } });

test("a create that waits for the list ends with its key saved", async () => {
  const plugin = await patient();
  const inputs = await plugin.inputs(URN, {});
  const lagging = jetEmail.simulator.faults.add({ ...API_CALLS.list, when: "after", skip: 1, list: "lagging" });
  const failure = failureOf<CallError>(plugin.create(URN, inputs, false, TIMEOUT));
  await lagging.firstHit;
  expiry.abort();
  const { initFailed } = await failure;
  expect(initFailed?.reasons).toEqual([expect.stringContaining("JETEMAIL-607")]);
  expect(plugin.said).toContainEqual(WARNING);
  const state = withoutSecretMarks(initFailed?.properties ?? {});
  expect(state.apiToken).toBe(jetEmail.key.token);
  await plugin.update(URN, { id: initFailed?.id ?? "", inputs, state }, inputs);
  expect(jetEmail.simulator.keys).toHaveLength(1);
});

test("ends one create, and not another one that waits for the same list", async () => {
  const plugin = await patient();
  const [impatient, other] = [await plugin.inputs(URN, {}), await plugin.inputs(urnOf(KEY, "other"), {})];
  const limited = limitRate("GET", 1);
  const failure = failureOf(plugin.create(URN, impatient, false, TIMEOUT));
  await limited.firstHit;
  const created = plugin.create(urnOf(KEY, "other"), other);
  expiry.abort();
  expect((await failure).message).toContain("JETEMAIL-906");
  expect(plugin.said).toContainEqual(WARNING);
  limited.remove();
  await created;
  expect(jetEmail.simulator.keys).toMatchObject([{ name: "app-test-other" }]);
});

test("a rotation and a deletion that wait for a rate limit end, and nothing is done", async () => {
  const plugin = await patient();
  const made = await plugin.make(URN);
  const { token } = jetEmail.key;
  const rotated = await plugin.inputs(URN, { rotationTrigger: 1 }, made.inputs);
  const limits = [limitRate("POST", 2), limitRate("DELETE", 2)];
  const failures = [
    failureOf(plugin.update(URN, made, rotated, false, TIMEOUT)),
    failureOf(plugin.delete(URN, made, TIMEOUT)),
  ];
  await Promise.all(limits.map(({ firstHit }) => firstHit));
  expiry.abort();
  for (const { message } of await Promise.all(failures)) {
    expect(message).toContain("JETEMAIL-903");
  }
  expect(plugin.said).toContainEqual(WARNING);
  expect(jetEmail.key.token).toBe(token);
  for (const limit of limits) {
    limit.remove();
  }
  await plugin.delete(URN, made, 600);
  expect(jetEmail.simulator.keys).toEqual([]);
});

test.each([600, 1e9])("changes nothing where %d seconds are enough", async (timeout) => {
  const inputs = await run.plugin.inputs(URN, {});
  const { id } = await run.plugin.create(URN, inputs, false, timeout);
  expect(id).toBe(jetEmail.key.uuid);
  expect(run.plugin.said).toEqual([]);
});

test("that is negative is refused, at preview too, and nothing is done", async () => {
  const { plugin } = run;
  const made = await plugin.make(URN);
  jetEmail.simulator.clearRequests();
  const inputs = await plugin.inputs(URN, { quota: 5 }, made.inputs);
  const calls = [
    plugin.create(urnOf(KEY, "other"), made.inputs, true, -5),
    plugin.create(urnOf(KEY, "other"), made.inputs, false, -5),
    plugin.update(URN, made, inputs, true, -0.5),
    plugin.update(URN, made, inputs, false, -5),
    plugin.delete(URN, made, -1e9),
  ];
  for (const call of calls) {
    expect((await failureOf(call)).message).toMatch(/^The resource option .* \[JETEMAIL-908\]$/);
  }
  expect(jetEmail.simulator.requests).toEqual([]);
});

test("says nothing of the time where an error comes before", async () => {
  const inputs = await run.plugin.inputs(URN, {});
  jetEmail.simulator.faults.add({ method: "POST", status: 403 });
  await failureOf(run.plugin.create(URN, inputs, false, 600));
  expect(run.plugin.said).toEqual([]);
});
