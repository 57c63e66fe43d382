import { fingerprintOf, provisionalId } from "../../../provider/jetemail/keyIdentities";
import { secret } from "../../harness/dynamicProvider";
import { failureOf } from "../../harness/failure";
import { NO_RETRIES } from "../../harness/inProcessProvider";
import { SHORT_WAITS } from "../../harness/jetEmail";
import { CallError, KEY, type Made, UNKNOWN, urnOf, withoutSecretMarks } from "../../harness/plugin";
import { API_CALLS } from "../../harness/simulator";
import { usePlugin } from "../../harness/usePlugin";

const run = usePlugin();
const { jetEmail } = run;
const URN = urnOf(KEY);
const DOMAINS = ["example.com"];

/** The same resource after an update, as Pulumi saves it. */
function updated(made: Made, inputs: Made["inputs"], outs: object): Made {
  return { ...made, inputs, state: withoutSecretMarks({ ...outs }) };
}

describe("check", () => {
  test("gives a key the default name, from its URN", async () => {
    expect(await run.plugin.inputs(URN, { quota: 5 })).toEqual({ name: "app-test-receipts", quota: 5 });
    const child = urnOf(`acme:Mail$${KEY}`, "welcome::mail", { stack: "prod", project: "web-shop" });
    const { name } = await run.plugin.inputs(child, {});
    expect(name).toMatch(/^web-shop-prod-welcome--mail-[0-9a-f]{8}$/);
  });

  test("keeps what is secret, and shows none of it in a failure", async () => {
    const news = {
      name: secret("hidden-name"),
      rotationTrigger: { reason: secret("hidden-trigger"), list: [secret("hidden-part")], n: 1 },
      quota: secret(UNKNOWN),
      enabled: secret(true),
    };
    const { enabled, ...expected } = {
      ...news,
      rotationTrigger: { ...news.rotationTrigger, list: secret(["hidden-part"]) },
    };
    expect(await run.plugin.check(URN, {}, news)).toEqual({ inputs: expected, failures: {} });
    const { failures } = await run.plugin.check(
      URN,
      {},
      {
        name: secret("hidden.name"),
        approvedDomains: ["*.clear.example", secret("*.hidden.example")],
        quota: -1,
      },
    );
    const places = ['["approvedDomains[0]"]', '["approvedDomains[1]"]', '["name"]', "quota"];
    expect(Object.keys(failures).sort()).toEqual(places);
    expect(failures['["name"]']).toContain('"[secret]" must be');
    expect(JSON.stringify(failures)).not.toContain("hidden");
  });

  test("leaves the name of an adopted key out", async () => {
    expect(await run.plugin.inputs(URN, { adopt: "u1" })).toEqual({ adopt: "u1" });
    const created = await run.plugin.inputs(URN, { adopt: "new" });
    expect(created.name).toBe("app-test-receipts");
  });

  describe("with autonaming", () => {
    test("takes the proposed name, and keeps it", async () => {
      const { plugin } = run;
      const first = await plugin.check(URN, {}, {}, { mode: "PROPOSE", name: "receipts.1f" });
      expect(first.inputs).toEqual({ name: "receipts-1f" });
      const second = await plugin.check(URN, first.inputs, {}, { mode: "PROPOSE", name: "receipts-2e" });
      expect(second.inputs).toEqual({ name: "receipts-1f" });
      const exact = await plugin.check(URN, {}, {}, { mode: "ENFORCE", name: "receipts.1f" });
      expect(exact.failures).toEqual({ name: expect.stringContaining("JETEMAIL-101") });
    });

    test("demands a name where it is disabled", async () => {
      const { failures } = await run.plugin.check(URN, {}, {}, { mode: "DISABLE", name: "" });
      const rule = "pulumi:autonaming is disabled, so a name has to be given, which must be 1 to 64 letters";
      expect(failures).toEqual({ name: expect.stringContaining(rule) });
    });

    test("leaves a given name", async () => {
      const { inputs } = await run.plugin.check(URN, {}, { name: "mine" }, { mode: "ENFORCE", name: "theirs" });
      expect(inputs).toEqual({ name: "mine" });
    });
  });

  test("reports every problem, and knows no account", async () => {
    const { failures } = await run.plugin.check(URN, {}, { quota: -1, account: "eu", approvedDomain: ["a.com"] });
    expect(failures).toEqual({
      quota: expect.stringContaining("JETEMAIL-107"),
      '["account"]': expect.stringContaining("JETEMAIL-120"),
      '["approvedDomain"]': expect.stringContaining("did you mean approvedDomains"),
    });
  });

  test.each<[unknown, string]>([
    [{}, "rotationTrigger"],
    [{ since: {}, n: 1 }, "rotationTrigger.since"],
    [["a", {}], "rotationTrigger[1]"],
    [{ list: [{ none: null }, [], { url: {} }] }, "rotationTrigger.list[2].url"],
  ])("refuses a trigger in which something has arrived as an empty object: %j", async (rotationTrigger, place) => {
    const { failures } = await run.plugin.check(URN, {}, { rotationTrigger });
    expect(failures).toEqual({ '["rotationTrigger"]': expect.stringMatching(/\[JETEMAIL-121\]$/) });
    expect(failures['["rotationTrigger"]']).toContain(`${place} is an empty object`);
  });

  test.each<[unknown, unknown, boolean]>([
    [{}, {}, true],
    [{ since: {}, n: 1 }, { since: {}, n: 2 }, true],
    [[{}], [{}, {}], false],
    [{ since: "2026-01-01" }, { since: {} }, false],
    [null, {}, false],
    ["a", { b: {} }, false],
  ])("leaves an empty object that the last inputs had alone: %j, then %j", async (before, after, isAccepted) => {
    const olds = { name: "receipts", rotationTrigger: before };
    const { failures } = await run.plugin.check(URN, olds, { name: "receipts", rotationTrigger: after });
    expect(Object.keys(failures)).toEqual(isAccepted ? [] : ['["rotationTrigger"]']);
  });

  test("lets unknown values be", async () => {
    const news = { quota: UNKNOWN, approvedDomains: [UNKNOWN, "EXAMPLE.com"], adopt: UNKNOWN };
    expect(await run.plugin.inputs(URN, news)).toEqual({
      quota: UNKNOWN,
      approvedDomains: [UNKNOWN, "example.com"],
      adopt: UNKNOWN,
    });
  });

  test("warns beside the resource of domains without effect", async () => {
    await run.plugin.inputs(URN, { allowAllDomains: true, approvedDomains: DOMAINS });
    expect(run.plugin.said).toEqual([{ severity: 2, urn: URN, text: expect.stringContaining("JETEMAIL-116") }]);
  });
});

describe("a life", () => {
  test("remembers the tokens that it replaced, and believes no list that shows one", async () => {
    let made = await run.plugin.make(URN, {});
    for (const rotationTrigger of [1, 2]) {
      const inputs = await run.plugin.inputs(URN, { rotationTrigger }, made.inputs);
      made = updated(made, inputs, await run.plugin.update(URN, made, inputs));
    }
    const { issuedTokens, faults } = jetEmail.simulator;
    expect(made.state.__replacedTokens).toEqual(issuedTokens.slice(0, 2).reverse().map(fingerprintOf));
    expect(await run.plugin.diff(URN, made, made.inputs)).toEqual({ changes: "DIFF_NONE", detailed: {} });
    faults.add({ ...API_CALLS.list, when: "after", list: "former tokens", count: 9 });
    const { outs } = await (await run.another()).read(URN, made.id, made.state, made.inputs);
    expect(withoutSecretMarks(outs)).toEqual(made.state);
  });

  test("creates, updates, rotates, reads and deletes a key", async () => {
    const { plugin } = run;
    const inputs = await plugin.inputs(URN, { approvedDomains: DOMAINS, quota: 100 });
    const { id, outs } = await plugin.create(URN, inputs);
    const { uuid, token } = jetEmail.key;
    expect(id).toBe(uuid);
    expect(outs).toMatchObject({ uuid, apiToken: secret(token), quota: 100, status: "active", enabled: true });
    let made: Made = { id, inputs, state: withoutSecretMarks(outs) };
    jetEmail.calls();

    const quota = await plugin.inputs(URN, { approvedDomains: DOMAINS, quota: 250 }, inputs);
    expect(await plugin.diff(URN, made, quota)).toEqual({ changes: "DIFF_SOME", detailed: { quota: "UPDATE" } });
    made = updated(made, quota, await plugin.update(URN, made, quota));
    expect(jetEmail.calls()).toEqual(["PATCH"]);
    expect(await plugin.diff(URN, made, quota)).toEqual({ changes: "DIFF_NONE", detailed: {} });

    const rotation = await plugin.inputs(URN, { approvedDomains: DOMAINS, quota: 250, rotationTrigger: 1 }, quota);
    expect((await plugin.diff(URN, made, rotation)).detailed).toEqual({ rotationTrigger: "ADD" });
    made = updated(made, rotation, await plugin.update(URN, made, rotation));
    expect(made.state.apiToken).toBe(jetEmail.key.token);
    expect(jetEmail.key.token).not.toBe(token);

    const read = await plugin.read(URN, made.id, made.state, made.inputs);
    expect(withoutSecretMarks(read.outs)).toEqual(made.state);
    expect(read.inputs).toEqual(made.inputs);

    await (await run.another()).delete(URN, made);
    expect(jetEmail.simulator.keys).toEqual([]);
  });

  test("shows an argument that was removed as a change to its default", async () => {
    const { plugin } = run;
    const made = await plugin.make(URN, { quota: 100, rotateAfterDays: 30 });
    const news = await plugin.inputs(URN, {}, made.inputs);
    expect(await plugin.diff(URN, made, news)).toEqual({
      changes: "DIFF_SOME",
      detailed: { quota: "UPDATE", rotateAfterDays: "DELETE" },
    });
  });

  test("says that a key which is gone does not exist", async () => {
    const { plugin } = run;
    const made = await plugin.make(URN);
    await jetEmail.client.deleteKey(jetEmail.key.token);
    expect(await plugin.read(URN, made.id, made.state, made.inputs)).toEqual({ id: "", outs: {}, inputs: {} });
  });

  test("says of a drift what it is", async () => {
    const { plugin } = run;
    const made = await plugin.make(URN, { quota: 100 });
    await jetEmail.client.updateKey(jetEmail.key.token, { quota: 7 });
    const read = await plugin.read(URN, made.id, made.state, made.inputs);
    expect(read.inputs).toMatchObject({ quota: 7 });
    const drifted = { id: read.id, inputs: read.inputs, state: withoutSecretMarks(read.outs) };
    const news = await plugin.inputs(URN, { quota: 100 }, read.inputs);
    expect((await plugin.diff(URN, drifted, news)).detailed).toEqual({ quota: "UPDATE" });
  });

  test("tells two resources of one name apart by their URNs", async () => {
    const { plugin } = run;
    const urns = [urnOf(KEY, "one"), urnOf(KEY, "two")];
    const made = await Promise.all(urns.map((urn) => plugin.make(urn, { name: "shared" })));
    expect(new Set(made.map(({ id }) => id)).size).toBe(2);
  });
});

describe("secret arguments", () => {
  const SECRET = { name: secret("hidden-name"), rotationTrigger: { reason: secret("hidden-trigger"), n: 1 } };

  test("are secret in every result: previews, updates, reads and their inputs", async () => {
    const { plugin } = run;
    const previewed = await plugin.create(URN, SECRET, true);
    const { id, outs } = await plugin.create(URN, SECRET);
    expect([previewed.outs, outs]).toEqual([expect.objectContaining(SECRET), expect.objectContaining(SECRET)]);
    const made = { id, inputs: SECRET, state: outs };
    expect((await plugin.diff(URN, made, SECRET)).changes).toBe("DIFF_NONE");
    const news = { ...SECRET, quota: 5, ipRestrictions: ["192.0.2.1", secret("192.0.2.2")] };
    expect((await plugin.diff(URN, made, news)).detailed).toEqual({ quota: "UPDATE", ipRestrictions: "UPDATE" });
    const expected = expect.objectContaining({
      ...SECRET,
      quota: 5,
      ipRestrictions: secret(["192.0.2.1", "192.0.2.2"]),
    });
    expect(await plugin.update(URN, made, news, true)).toEqual(expected);
    const updated = await plugin.update(URN, made, news);
    expect(updated).toEqual(expected);
    const read = await plugin.read(URN, id, updated, { ...news, ipRestrictions: secret([]) });
    expect([read.outs, read.inputs]).toEqual([expected, expected]);
  });

  test("stay secret where they stay, although the program has removed them", async () => {
    const { plugin } = run;
    const made = await plugin.make(URN, { rotationTrigger: secret("hidden-trigger") });
    const state = { ...made.state, rotationTrigger: secret("hidden-trigger") };
    const inputs = await plugin.inputs(URN, { quota: 1 }, made.inputs);
    for (const isPreview of [true, false]) {
      const outs = await plugin.update(URN, { ...made, state }, inputs, isPreview);
      expect(outs).toMatchObject({ quota: 1, rotationTrigger: secret("hidden-trigger") });
    }
  });

  test("are secret in what is saved of a failure, which does not show them, nor do messages", async () => {
    const { plugin } = run;
    jetEmail.simulator.faults.add({ method: "PATCH", status: 403, body: { success: false, error: "no hidden-name" } });
    const { message, initFailed } = await failureOf<CallError>(plugin.create(URN, { ...SECRET, enabled: false }));
    expect(initFailed?.properties).toMatchObject(SECRET);
    const state = initFailed?.properties ?? {};
    jetEmail.simulator.faults.add({ method: "DELETE", status: 403, body: { success: false, error: "no hidden-name" } });
    const deletion = await failureOf<CallError>(plugin.delete(URN, { id: initFailed?.id ?? "", state }));
    const texts = [message, ...(initFailed?.reasons ?? []), deletion.message, ...plugin.said.map(({ text }) => text)];
    expect(texts.join()).toContain("[secret]");
    expect(texts.join()).not.toContain("hidden");
  });
});

describe("preview", () => {
  test("of a create: what is declared and what is default is known, the rest is not", async () => {
    const { plugin } = run;
    const inputs = await plugin.inputs(URN, { quota: 100, rotateAfterDays: 30 });
    expect(await plugin.create(URN, inputs, true)).toEqual({
      id: "",
      outs: {
        name: "app-test-receipts",
        allowAllDomains: false,
        approvedDomains: [],
        quota: 100,
        ipRestrictions: [],
        enabled: true,
        rotateAfterDays: 30,
        uuid: UNKNOWN,
        apiToken: secret(UNKNOWN),
        tokenFingerprint: UNKNOWN,
        status: UNKNOWN,
        createdAt: UNKNOWN,
        rotatedAt: UNKNOWN,
        rotationDueAt: UNKNOWN,
      },
    });
    expect(jetEmail.calls()).toEqual([]);
  });

  test("of an adoption: the uuid is known", async () => {
    const { plugin } = run;
    const { outs } = await plugin.create(URN, await plugin.inputs(URN, { adopt: "u1" }), true);
    expect(outs).toMatchObject({ uuid: "u1", name: UNKNOWN, apiToken: secret(UNKNOWN), quota: 0 });
  });

  test.each([
    ["quota", { quota: 250 }],
    ["domains", { approvedDomains: ["example.org"] }],
    ["name", { name: "other" }],
    ["switch", { enabled: false }],
    ["period", { rotateAfterDays: 5 }],
  ])("of a changed %s is what the update leads to, token included", async (_what, change) => {
    const { plugin } = run;
    const made = await plugin.make(URN, { approvedDomains: DOMAINS, quota: 100 });
    const news = await plugin.inputs(URN, { approvedDomains: DOMAINS, quota: 100, ...change }, made.inputs);
    jetEmail.calls();
    const { rotationDueAt: due, ...preview } = await plugin.update(URN, made, news, true);
    expect(due).toBe("rotateAfterDays" in change ? UNKNOWN : undefined);
    expect(jetEmail.calls()).toEqual([]);
    const { rotationDueAt, ...outs } = await plugin.update(URN, made, news);
    expect(preview).toEqual(outs);
    expect(preview.apiToken).toEqual(secret(jetEmail.key.token));
  });

  test("of a rotation: token, fingerprint and time are unknown, and nothing else", async () => {
    const { plugin } = run;
    const made = await plugin.make(URN, { quota: 100 });
    const news = await plugin.inputs(URN, { quota: 100, rotationTrigger: "now" }, made.inputs);
    const preview = await plugin.update(URN, made, news, true);
    expect(preview).toEqual({
      ...made.state,
      rotationTrigger: "now",
      apiToken: secret(UNKNOWN),
      tokenFingerprint: UNKNOWN,
      rotatedAt: UNKNOWN,
    });
    const outs = await plugin.update(URN, made, news);
    const known = Object.keys(preview).filter((name) => !JSON.stringify(preview[name]).includes(UNKNOWN));
    for (const name of known) {
      expect([name, preview[name]]).toEqual([name, outs[name]]);
    }
  });

  test("of a rotation by age says so beside the resource, and shows what caused it", async () => {
    const { plugin } = run;
    const made = await plugin.make(URN, { rotateAfterDays: 1 });
    const due = { ...made, state: { ...made.state, rotationDueAt: "2020-01-01T00:00:00.000Z" } };
    const news = await plugin.inputs(URN, { rotateAfterDays: 1 }, made.inputs);
    expect((await plugin.diff(URN, due, news)).detailed).toEqual({ rotateAfterDays: "UPDATE" });
    expect(plugin.said).toEqual([{ severity: 1, urn: URN, text: expect.stringContaining("due for rotation") }]);
    expect(await plugin.update(URN, due, news, true)).toMatchObject({
      apiToken: secret(UNKNOWN),
      rotationDueAt: UNKNOWN,
    });
  });
});

describe("import", () => {
  test("brings the key, token included, and inputs that show no change", async () => {
    const { plugin } = run;
    await run
      .another()
      .then((other) => other.make(urnOf(KEY, "elsewhere"), { name: "old", quota: 9, approvedDomains: DOMAINS }));
    const { uuid, token } = jetEmail.key;
    const { id, outs, inputs } = await plugin.import(URN, uuid);
    expect(id).toBe(uuid);
    expect(inputs).toEqual({ name: "old", quota: 9, approvedDomains: DOMAINS });
    expect(outs).toMatchObject({ apiToken: secret(token), uuid, quota: 9 });
    const made = { id, inputs, state: withoutSecretMarks(outs) };
    expect(await plugin.diff(URN, made, await plugin.inputs(URN, inputs, inputs))).toMatchObject({
      changes: "DIFF_NONE",
    });
  });

  test("says that there is no such key, and refuses a token", async () => {
    const { plugin } = run;
    expect((await failureOf(plugin.import(URN, "8d4a2a3e-0000-4000-8000-000000000000"))).message).toContain(
      "JETEMAIL-802",
    );
    const { message } = await failureOf(plugin.import(URN, "transactional_0123456789abcdef"));
    expect(message).toContain("JETEMAIL-801");
    expect(message).not.toContain("0123456789");
  });

  test.each<[string, (uuid: string) => string]>([
    ["in upper case", (uuid) => uuid.toUpperCase()],
    ["with a space", (uuid) => ` ${uuid}`],
    ["by its token's fingerprint", () => provisionalId(jetEmail.key.token)],
  ])("refuses a uuid %s, which a look-up takes, and shows the right one", async (_, spelled) => {
    const { uuid } = jetEmail.simulator.edit.create({ name: "old" });
    const { message } = await failureOf(run.plugin.import(URN, spelled(uuid)));
    expect(message).toMatch(new RegExp(`Use "${uuid}"\\. \\[JETEMAIL-812\\]$`));
    expect((await run.plugin.read(URN, spelled(uuid))).id).toBe(uuid);
  });
});

describe("a failure", () => {
  test("of a create halfway is saved with the token, and completed by the next update", async () => {
    const { plugin } = run;
    const inputs = await plugin.inputs(URN, { enabled: false });
    jetEmail.simulator.faults.add({ method: "PATCH", status: 500 });
    const error = await failureOf<CallError>(plugin.create(URN, inputs));
    expect(error).toBeInstanceOf(CallError);
    expect(error.initFailed).toMatchObject({
      id: jetEmail.key.uuid,
      properties: { apiToken: secret(jetEmail.key.token), enabled: true },
      reasons: [expect.stringContaining("JETEMAIL-606")],
    });
    const state = withoutSecretMarks(error.initFailed?.properties ?? {});
    await plugin.update(URN, { id: jetEmail.key.uuid, inputs, state }, inputs);
    expect(jetEmail.key.status).toBe("disabled");
  });

  test("without an account key says what to set, and a preview needs none", async () => {
    const plugin = await run.another({ config: {}, env: {} });
    const inputs = await plugin.inputs(URN, {});
    await plugin.create(URN, inputs, true);
    const { message } = await failureOf(plugin.create(URN, inputs));
    expect(message).toContain("JETEMAIL_API_KEY");
    expect(message).toContain("JETEMAIL-201");
  });

  test("of an unknown type", async () => {
    expect((await failureOf(run.plugin.create(urnOf("jetemail:index:Key"), {}))).message).toContain("JETEMAIL-810");
  });
});

test("a cancelled create stops waiting, its key is saved, and the next operation of the process waits again", async () => {
  const { plugin } = run;
  const { accountKey: apiKey, url: baseUrl } = jetEmail.simulator;
  const patient = await run.another({
    run: { ...NO_RETRIES, waits: { ...SHORT_WAITS, listing: 600_000, baseDelay: 600_000 } },
  });
  const inputs = await patient.inputs(URN, {});
  const lagging = jetEmail.simulator.faults.add({
    ...API_CALLS.list,
    when: "after",
    skip: 1,
    count: 1,
    list: "lagging",
  });
  const failure = failureOf<CallError>(patient.create(URN, inputs));
  await lagging.firstHit;
  await patient.cancel();
  const { initFailed } = await failure;
  expect(initFailed?.reasons).toEqual([expect.stringContaining("JETEMAIL-607")]);
  const state = withoutSecretMarks(initFailed?.properties ?? {});
  expect(state.apiToken).toBe(jetEmail.key.token);

  await patient.begin({ apiKey, baseUrl });
  await patient.update(URN, { id: initFailed?.id ?? "", inputs, state }, inputs);
  expect((await plugin.read(URN, jetEmail.key.uuid)).id).toBe(jetEmail.key.uuid);
});

test("a key of a dynamic stack is the same key", async () => {
  const { plugin } = run;
  const made = await plugin.make(URN, { quota: 100 });
  const carried = { __provider: "exports.handler", __resource: "abc", account: "eu", replaceOnChanges: ["*"] };
  const dynamic = {
    id: made.id,
    inputs: { ...made.inputs, ...carried },
    state: { ...made.state, __provider: "exports.handler", account: "eu" },
  };
  jetEmail.calls();
  const news = await plugin.inputs(URN, { quota: 100 }, dynamic.inputs);
  expect(news).toEqual(made.inputs);
  expect(await plugin.diff(URN, dynamic, news)).toEqual({ changes: "DIFF_NONE", detailed: {} });
  // With `ignoreChanges: ["*"]` the engine brings all old inputs back.
  expect(await plugin.inputs(URN, dynamic.inputs, dynamic.inputs)).toEqual(made.inputs);
  expect(jetEmail.calls()).toEqual([]);
});
