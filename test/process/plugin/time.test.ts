import { secret } from "../../harness/dynamicProvider";
import { NO_RETRIES } from "../../harness/inProcessProvider";
import { SHORT_WAITS } from "../../harness/jetEmail";
import { KEY, type Made, PAIR, type Properties, UNKNOWN, urnOf, withoutSecretMarks } from "../../harness/plugin";
import { API_CALLS } from "../../harness/simulator";
import { useClock } from "../../harness/useClock";
import { usePlugin } from "../../harness/usePlugin";

const clock = useClock();
const run = usePlugin();
const { jetEmail } = run;
const URN = urnOf(KEY);
const PAIR_URN = urnOf(PAIR);
const DAY = 24 * 60 * 60 * 1000;

const UNCHANGED = { changes: "DIFF_NONE", detailed: {} };
const DUE = { changes: "DIFF_SOME", detailed: { rotateAfterDays: "UPDATE" } };

/** What the engine asks of a program with these arguments in a new run, in its order. */
async function planned(urn: string, made: Made, news: Properties) {
  const plugin = await run.another();
  const inputs = await plugin.inputs(urn, news, made.inputs);
  return { plugin, inputs, diff: await plugin.diff(urn, made, inputs) };
}

/** Previews and updates a resource. */
async function updated(urn: string, made: Made, news: Properties) {
  const { plugin, inputs } = await planned(urn, made, news);
  const preview = await plugin.update(urn, made, inputs, true);
  jetEmail.calls();
  const outs = await plugin.update(urn, made, inputs);
  return { preview, outs, said: plugin.said, made: { ...made, inputs, state: withoutSecretMarks(outs) } };
}

const inDays = (days: number) => new Date(Date.now() + days * DAY).toISOString();
/** An instant of the plugin's clock, which gives out none twice. */
const now = () => expect.stringContaining(new Date().toISOString().slice(0, -2));

test("a key says when it was created, rotated and is due", async () => {
  const made = await run.plugin.make(URN, { rotateAfterDays: 30 });
  expect(made.state).toMatchObject({ createdAt: now(), rotatedAt: now() });
  expect(Date.parse(String(made.state.rotationDueAt))).toBe(Date.parse(String(made.state.rotatedAt)) + 30 * DAY);
});

test("a rotation is due when its period is over: the preview says so, and the update sets a new date", async () => {
  const args = { rotateAfterDays: 30, quota: 5 };
  const made = await run.plugin.make(URN, args);
  const { token } = jetEmail.key;
  clock.pass(29);
  expect((await planned(URN, made, args)).diff).toEqual(UNCHANGED);

  clock.pass(2);
  const { plugin, diff } = await planned(URN, made, args);
  expect(diff).toEqual(DUE);
  const since = `due for rotation since ${made.state.rotationDueAt}`;
  expect(plugin.said).toEqual([{ severity: 1, urn: URN, text: expect.stringContaining(since) }]);

  const { preview, outs } = await updated(URN, made, args);
  expect(jetEmail.calls()).toEqual(["ROTATE"]);
  const unknown = { apiToken: secret(UNKNOWN), tokenFingerprint: UNKNOWN, rotatedAt: UNKNOWN, rotationDueAt: UNKNOWN };
  expect(preview).toEqual({ ...made.state, ...unknown });
  expect(jetEmail.key.token).not.toBe(token);
  expect(outs).toMatchObject({
    apiToken: secret(jetEmail.key.token),
    createdAt: made.state.createdAt,
    rotatedAt: now(),
  });
  expect(Date.parse(String(outs.rotationDueAt))).toBe(Date.parse(String(outs.rotatedAt)) + 30 * DAY);
});

test("a due rotation is done with the change of a setting, and once", async () => {
  const made = await run.plugin.make(URN, { rotateAfterDays: 10 });
  clock.pass(35);
  const rotated = await updated(URN, made, { rotateAfterDays: 10, quota: 7 });
  expect(jetEmail.calls()).toEqual(["ROTATE", "PATCH"]);
  clock.pass(9);
  expect((await planned(URN, rotated.made, { rotateAfterDays: 10, quota: 7 })).diff).toEqual(UNCHANGED);
});

test("a new period counts from the update that brings it, and without one nothing is due", async () => {
  const made = await run.plugin.make(URN, { rotateAfterDays: 30 });
  clock.pass(20);
  const shorter = await updated(URN, made, { rotateAfterDays: 10 });
  expect(jetEmail.calls()).toEqual([]);
  expect(shorter.said).toContainEqual({
    ...{ severity: 1, urn: URN },
    text: expect.stringContaining(`will be rotated by the first update after ${shorter.outs.rotationDueAt}`),
  });
  clock.pass(9);
  expect((await planned(URN, shorter.made, { rotateAfterDays: 10 })).diff).toEqual(UNCHANGED);

  const without = await updated(URN, shorter.made, {});
  expect(without.outs).not.toHaveProperty("rotationDueAt");
  clock.pass(1000);
  expect((await planned(URN, without.made, {})).diff).toEqual(UNCHANGED);
});

test("a rotation in the dashboard counts from the refresh that sees it", async () => {
  const args = { rotateAfterDays: 30 };
  const made = await run.plugin.make(URN, args);
  clock.pass(25);
  jetEmail.simulator.edit.rotate(jetEmail.key.uuid);
  const { id, outs, inputs } = await (await run.another()).read(URN, made.id, made.state, made.inputs);
  expect(outs).toMatchObject({ apiToken: secret(jetEmail.key.token), rotatedAt: now() });
  const refreshed = { id, inputs, state: withoutSecretMarks(outs) };
  clock.pass(25);
  expect((await planned(URN, refreshed, args)).diff).toEqual(UNCHANGED);
  clock.pass(6);
  expect((await planned(URN, refreshed, args)).diff).toEqual(DUE);
});

test("a pair whose rotation is due previews which token becomes the current one, and rotates the other key", async () => {
  const args = { rotateAfterDays: 30 };
  const made = await run.plugin.make(PAIR_URN, args);
  const tokenOf = (slot: string) => jetEmail.simulator.keys.find(({ name }) => name.endsWith(`-${slot}`))?.token;
  const [a, b] = [tokenOf("a"), tokenOf("b")];
  clock.pass(29);
  expect((await planned(PAIR_URN, made, args)).diff).toEqual(UNCHANGED);
  clock.pass(2);
  expect((await planned(PAIR_URN, made, args)).diff).toEqual(DUE);
  const { preview, outs } = await updated(PAIR_URN, made, args);
  expect(jetEmail.calls()).toEqual(["ROTATE"]);
  expect(preview).toMatchObject({ current: "b", apiToken: secret(UNKNOWN), previousApiToken: secret(a) });
  expect(outs).toMatchObject({ current: "b", apiToken: secret(tokenOf("b")), previousApiToken: secret(a) });
  expect(tokenOf("b")).not.toBe(b);
  expect(outs.rotationDueAt).toMatch(inDays(30).slice(0, 10));
});

test.each([
  ["key", URN, ["PATCH", "PATCH", "ROTATE"], 1],
  ["pair", PAIR_URN, ["PATCH", "PATCH", "PATCH", "ROTATE", "PATCH"], 2],
])("a %s that is off is not rotated by age, and is once it is on", async (_, urn, calls, keys) => {
  jetEmail.simulator.options.refusesRotationOfDisabled = true;
  const args = { rotateAfterDays: 30, enabled: false };
  const made = await run.plugin.make(urn, args);
  clock.pass(31);
  const { plugin, diff } = await planned(urn, made, args);
  expect(diff).toEqual(UNCHANGED);
  expect(plugin.said).toEqual([
    { severity: 1, urn, text: expect.stringContaining("The first update with `enabled: true` rotates it.") },
  ]);
  const off = await updated(urn, made, { ...args, quota: 7 });
  expect(off.preview).toMatchObject({ apiToken: off.outs.apiToken, rotatedAt: made.state.rotatedAt });
  const settings = jetEmail.calls();
  const on = await updated(urn, off.made, { rotateAfterDays: 30, quota: 7 });
  expect(on.preview).toMatchObject({ apiToken: secret(UNKNOWN), rotatedAt: UNKNOWN });
  expect([...settings, ...jetEmail.calls()].sort()).toEqual([...calls].sort());
  expect(jetEmail.simulator.keys.map(({ status, quota }) => [status, quota])).toEqual(Array(keys).fill(["active", 7]));
});

describe("a wait", () => {
  const lagging = { ...API_CALLS.list, when: "after", skip: 1, count: 2, list: "lagging" } as const;

  test("for the list to show new keys is told once, and beside no resource", async () => {
    const plugin = await run.another({ run: { ...NO_RETRIES, waits: { ...SHORT_WAITS, listing: 10_000 } } });
    jetEmail.simulator.faults.add(lagging);
    const made = await Promise.all([plugin.make(urnOf(KEY, "one")), plugin.make(urnOf(KEY, "two"))]);
    expect(made.map(({ id }) => id).sort()).toEqual(jetEmail.simulator.keys.map(({ uuid }) => uuid).sort());
    const text = expect.stringContaining("Waiting for JetEmail's list of keys to show a change");
    expect(plugin.said).toEqual([{ severity: 1, urn: "", text }]);
  });

  test("for a rate limit is told once", async () => {
    const plugin = await run.another({ run: { rateLimits: { baseBackoff: 1 }, waits: SHORT_WAITS } });
    jetEmail.simulator.faults.add({ ...API_CALLS.list, count: 3, status: 429 });
    await plugin.make(URN);
    expect(plugin.said).toEqual([{ severity: 1, urn: "", text: expect.stringContaining("Rate-limited by JetEmail") }]);
  });
});
