import { JetEmailError } from "../../../provider/errors/jetEmailError";
import type { PartialError } from "../../../provider/errors/partialError";
import { fingerprintOf } from "../../../provider/jetemail/keyIdentities";
import { create, type NewKey } from "../../../provider/key/create";
import { type Arguments, DEFAULTS, type Outputs } from "../../../provider/key/model";
import { read } from "../../../provider/key/read";
import { rotate } from "../../../provider/key/rotate";
import { RESOURCE } from "../../harness/arguments";
import { failureOf } from "../../harness/failure";
import { UNUSABLE_ANSWERS } from "../../harness/faults";
import { accountOf, LONG_AGO, useJetEmail } from "../../harness/jetEmail";
import { shown } from "../../harness/shown";
import {
  API_CALLS,
  type DialectOptions,
  type IncompleteList,
  type KeyChanges,
  type KeyStatus,
} from "../../harness/simulator";

const jetEmail = useJetEmail();
const DECLARED = {
  name: "receipts",
  approvedDomains: ["example.com", "example.org"],
  quota: 5,
  ipRestrictions: ["10.0.0.0/24"],
};

async function created(args: NewKey = DECLARED): Promise<{ id: string; outs: Outputs }> {
  const key = await create(jetEmail.owningAccount, args, RESOURCE);
  jetEmail.simulator.clearRequests();
  return { ...key, outs: { ...key.outs, rotatedAt: LONG_AGO } };
}

const DIALECTS: DialectOptions[] = [];
for (const listProperty of ["transactionalKeys", "transactional-keys"] as const) {
  for (const uuid of [true, false]) {
    for (const arrays of ["array", "json"] as const) {
      for (const booleans of ["boolean", "number"] as const) {
        for (const status of ["string", "number"] as const) {
          for (const extraFields of [true, false]) {
            DIALECTS.push({ listProperty, uuid, arrays, booleans, status, extraFields });
          }
        }
      }
    }
  }
}

test("reads an unchanged key as it is, in one request", async () => {
  const { id, outs } = await created();
  expect(await read(jetEmail.account, id, outs)).toEqual({ id, outs, inputs: DECLARED });
  expect(jetEmail.calls()).toEqual(["GET"]);
});

test.each(DIALECTS)("creates and reads a key alike in the dialect %j", async (dialect) => {
  Object.assign(jetEmail.simulator.options, dialect);
  jetEmail.simulator.edit.create({ name: "receipts" });
  const { id, outs } = await created();
  expect(outs).toMatchObject({
    ...DEFAULTS,
    ...DECLARED,
    status: "active",
    apiToken: jetEmail.simulator.keys[1]?.token,
  });
  expect(id).toBe(dialect.uuid ? jetEmail.simulator.keys[1]?.uuid : `fingerprint-${outs.tokenFingerprint}`);
  expect(await read(jetEmail.account, id, outs)).toEqual({ id, outs, inputs: DECLARED });
});

test.each(DIALECTS)("reads a disabled key as disabled in the dialect %j", async (dialect) => {
  Object.assign(jetEmail.simulator.options, dialect);
  const { id, outs } = await created({ ...DECLARED, allowAllDomains: true, enabled: false });
  const key = await read(jetEmail.account, id, outs);
  expect(key?.outs).toMatchObject({
    allowAllDomains: true,
    enabled: false,
    status: dialect.status === "number" ? "inactive" : "disabled",
  });
});

describe("after a change outside Pulumi", () => {
  test.each<[keyof KeyChanges & string, KeyChanges, Partial<Arguments>]>([
    ["name", { name: "renamed" }, { name: "renamed" }],
    ["allowAllDomains", { allowAllDomains: true }, { allowAllDomains: true }],
    [
      "approvedDomains",
      { approvedDomains: ["Z.example", "a.example"] },
      { approvedDomains: ["a.example", "z.example"] },
    ],
    ["quota", { quota: 7 }, { quota: 7 }],
    ["ipRestrictions", { ipRestrictions: ["2001:DB8:0::1", "::1/128"] }, { ipRestrictions: ["2001:db8::1", "::1"] }],
    ["status", { status: "disabled" }, { enabled: false }],
  ])("reads the new %s", async (_, changes, effective) => {
    const { id, outs } = await created();
    jetEmail.simulator.edit.set(id, changes);
    const key = await read(jetEmail.account, id, outs);
    expect(key?.outs).toMatchObject(effective);
    expect(key?.inputs).toEqual({ ...DECLARED, ...effective });
    expect(key?.outs.apiToken).toBe(outs.apiToken);
  });

  test("omits a setting with its default from the inputs", async () => {
    const { id, outs } = await created();
    jetEmail.simulator.edit.set(id, { quota: 0, approvedDomains: [], ipRestrictions: [] });
    expect((await read(jetEmail.account, id, outs))?.inputs).toEqual({ name: "receipts" });
  });

  test("ignores the order and notation of sets", async () => {
    const { id, outs } = await created();
    jetEmail.simulator.edit.set(id, {
      approvedDomains: ["EXAMPLE.org", "example.com"],
      ipRestrictions: ["10.0.0.0/24"],
    });
    expect((await read(jetEmail.account, id, outs))?.outs).toEqual(outs);
  });

  test("reads domains and ranges that check would reject as JetEmail has them", async () => {
    const { id, outs } = await created();
    jetEmail.simulator.edit.set(id, { approvedDomains: ["*.example.com"], ipRestrictions: ["10.1-9"] });
    expect((await read(jetEmail.account, id, outs))?.outs).toMatchObject({
      approvedDomains: ["*.example.com"],
      ipRestrictions: ["10.1-9"],
    });
  });

  test("reads a new token, and dates the rotation at the time of the refresh", async () => {
    const { id, outs } = await created();
    const { token } = jetEmail.simulator.edit.rotate(id);
    const before = new Date().toISOString();
    const key = await read(jetEmail.account, id, outs);
    expect(key?.outs).toEqual({
      ...outs,
      apiToken: token,
      tokenFingerprint: fingerprintOf(token),
      __replacedTokens: [outs.tokenFingerprint],
      rotatedAt: expect.any(String),
    });
    expect(String(key?.outs.rotatedAt) >= before).toBe(true);
    expect(await read(jetEmail.account, id, key?.outs ?? {})).toEqual(key);
  });

  test("gives rotations that are found together different instants", async () => {
    const keys = [];
    for (const name of ["a", "b", "c"]) {
      keys.push(await created({ name }));
    }
    for (const { id } of keys) {
      jetEmail.simulator.edit.rotate(id);
    }
    const clock = jest.spyOn(Date, "now").mockReturnValue(Date.now());
    const { account } = jetEmail;
    const found = await Promise.all(keys.map(({ id, outs }) => read(account, id, outs)));
    clock.mockRestore();
    expect(new Set(found.map((key) => key?.outs.rotatedAt)).size).toBe(3);
  });
});

describe("the status", () => {
  test.each<[KeyStatus, boolean, boolean]>([
    ["active", false, true],
    ["quota-locked", false, true],
    ["quota-unlocked", false, true],
    ["disabled", true, false],
    ["suspended", true, true],
    ["suspended", false, false],
  ])("%s, with `enabled: %p` in the state, is read as `enabled: %p`", async (status, before, after) => {
    const { id, outs } = await created({ ...DECLARED, enabled: before });
    jetEmail.simulator.edit.set(id, { status });
    expect((await read(jetEmail.account, id, outs))?.outs).toMatchObject({ status, enabled: after });
  });

  test("0 is no sign of who disabled the key, and does not change `enabled`", async () => {
    const { id, outs } = await created();
    jetEmail.simulator.edit.set(id, { status: "suspended" });
    jetEmail.simulator.options.status = "number";
    expect((await read(jetEmail.account, id, outs))?.outs).toMatchObject({ status: "inactive", enabled: true });
  });

  test("is kept as it is when unknown, and does not change `enabled`", async () => {
    const { id, outs } = await created();
    jetEmail.simulator.edit.set(id, { status: "paused" as KeyStatus });
    expect((await read(jetEmail.account, id, outs))?.outs).toMatchObject({ status: "paused", enabled: true });
  });
});

test("keeps createdAt from the state when the API omits it, and takes the current time without a state", async () => {
  const { id, outs } = await created();
  const { token: api_token, name } = jetEmail.key;
  const body = { success: true, transactionalKeys: [{ uuid: id, api_token, name, status: "active" }] };
  jetEmail.simulator.faults.add({ method: "GET", count: 2, status: 200, body });
  expect((await read(jetEmail.account, id, outs))?.outs.createdAt).toBe(outs.createdAt);
  expect((await read(jetEmail.account, id, {}))?.outs.createdAt).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/);
});

describe("a key that is not listed", () => {
  test("is gone when the list was read completely", async () => {
    const { id, outs } = await created();
    jetEmail.simulator.edit.delete(id);
    expect(await read(jetEmail.account, id, outs)).toBeUndefined();
  });

  test("is not confused with others of the same name", async () => {
    jetEmail.simulator.edit.create({ name: "receipts", quota: 9 });
    const { id, outs } = await created();
    jetEmail.simulator.edit.create({ name: "receipts", quota: 8 });
    expect((await read(jetEmail.account, id, outs))?.outs).toEqual(outs);
    jetEmail.simulator.edit.delete(id);
    await jetEmail.reconnect();
    expect(await read(jetEmail.account, id, outs)).toBeUndefined();
  });

  test.each([
    ...Object.entries(UNUSABLE_ANSWERS),
    ["status 401", { status: 401 }],
    ["status 403", { status: 403 }],
    ["status 404", { status: 404 }],
    ["an empty list under another name", { status: 200, body: { success: true, transactional_keys: [] } }],
    ["an empty list that was no success", { status: 200, body: { success: false, transactionalKeys: [] } }],
    ["null for a list", { status: 200, body: { success: true, transactionalKeys: null } }],
  ] as const)("is never reported as gone when the list fails with %s", async (_, effect) => {
    const { id, outs } = await created();
    jetEmail.simulator.faults.add({ method: "GET", ...effect });
    expect(await failureOf(read(jetEmail.account, id, outs))).toBeInstanceOf(JetEmailError);
  });

  test("is an error when it was created but has never been listed", async () => {
    const lagging = jetEmail.simulator.faults.add({ ...API_CALLS.list, when: "after", count: 1000, list: "lagging" });
    const { id, properties } = await failureOf<PartialError<Outputs>>(create(jetEmail.account, DECLARED, RESOURCE));
    const error = await failureOf(read(jetEmail.account, id, properties));
    expect(error.message).toContain("was created, but JetEmail has never listed it, so it may be live");
    lagging.remove();
    expect((await read(jetEmail.account, id, properties))?.id).toBe(jetEmail.key.uuid);
  });
});

describe("a look-up by id", () => {
  test("finds a key by its uuid alone", async () => {
    const { id, outs } = await created();
    const { createdAt: rotatedAt } = outs;
    expect(await read(jetEmail.account, id, {})).toEqual({ id, outs: { ...outs, rotatedAt }, inputs: DECLARED });
  });

  test("finds a key by its provisional id on the older API version", async () => {
    jetEmail.simulator.options.dialect = "older";
    const { id, outs } = await created();
    const { createdAt: rotatedAt } = outs;
    expect(await read(jetEmail.account, id, {})).toEqual({
      id,
      outs: { ...outs, name: "", rotatedAt },
      inputs: { ...DECLARED, name: "" },
    });
  });

  test("throws an error with the uuid that JetEmail does not have", async () => {
    const error = await failureOf(read(jetEmail.account, "00000000-0000-4000-8000-000000000000", {}));
    expect(error.message).toContain('JetEmail has no key with the uuid "00000000-0000-4000-8000-000000000000".');
  });

  test("rejects a token without a request and without showing it", async () => {
    const { outs } = await created();
    const error = await failureOf(read(jetEmail.account, outs.apiToken, {}));
    expect(error.message).toContain("The id of a key is its uuid, never its token.");
    expect(shown(error)).not.toContain(outs.apiToken);
    expect(jetEmail.calls()).toEqual([]);
  });

  test("does not show an account key", async () => {
    const error = await failureOf(read(jetEmail.account, jetEmail.simulator.accountKey, {}));
    expect(shown(error)).not.toContain(jetEmail.simulator.accountKey);
  });
});

describe("on the older API version", () => {
  test("keeps what the list does not show, and reports drift of what it shows", async () => {
    jetEmail.simulator.options.dialect = "older";
    const { id, outs } = await created({ ...DECLARED, allowAllDomains: true });
    jetEmail.simulator.edit.set(jetEmail.key.uuid, { quota: 7 });
    const key = await read(jetEmail.account, id, outs);
    expect(key).toMatchObject({
      id,
      outs: { ...outs, quota: 7 },
      inputs: { ...DECLARED, allowAllDomains: true, quota: 7 },
    });
  });

  test.each(["rotated", "deleted"])("does not guess what became of a key that was %s elsewhere", async (what) => {
    jetEmail.simulator.options.dialect = "older";
    jetEmail.simulator.options.now = () => 1_700_000_000_000;
    jetEmail.simulator.edit.create({ name: "receipts" });
    const { id, outs } = await created();
    jetEmail.simulator.edit[what === "rotated" ? "rotate" : "delete"](jetEmail.simulator.keys[1]?.uuid ?? "");
    const { message } = await failureOf(read(jetEmail.account, id, outs));
    expect(message).toContain(`JetEmail does not list the token of the key "receipts" (${id})`);
    expect(message).toContain("[JETEMAIL-712]");
  });

  test("gives no key the token of another one with the same creation time", async () => {
    jetEmail.simulator.options.dialect = "older";
    jetEmail.simulator.options.now = () => 1_700_000_000_000;
    const first = await created();
    const second = await created({ ...DECLARED, name: "invoices" });
    jetEmail.simulator.edit.delete(jetEmail.simulator.keys[0]?.uuid ?? "");
    expect(await failureOf(read(jetEmail.account, first.id, first.outs))).toMatchObject({ codes: [712] });
    expect((await read(jetEmail.account, second.id, second.outs))?.outs).toEqual(second.outs);
  });

  test("reports a key as gone if there are no keys at all", async () => {
    jetEmail.simulator.options.dialect = "older";
    const { id, outs } = await created();
    jetEmail.simulator.edit.delete(jetEmail.key.uuid);
    expect(await read(jetEmail.account, id, outs)).toBeUndefined();
  });
});

describe("a list that lags behind", () => {
  const lags = (list: IncompleteList, count: number) =>
    jetEmail.simulator.faults.add({ ...API_CALLS.list, when: "after", list, count });

  async function rotatedJustNow() {
    const { id, outs } = await created();
    const after = await rotate(jetEmail.account, id, outs);
    jetEmail.calls();
    return { id, outs: after };
  }

  test("does not put a former token back, however long it shows that", async () => {
    const { id, outs } = await rotatedJustNow();
    lags("former tokens", 9);
    expect((await read(jetEmail.account, id, outs))?.outs).toEqual(outs);
    expect(jetEmail.calls()).toEqual(["GET", "GET"]);
  });

  test("is asked again, for what else it shows", async () => {
    const { id, outs } = await rotatedJustNow();
    jetEmail.simulator.edit.set(id, { quota: 9 });
    lags("former tokens", 1);
    expect((await read(jetEmail.account, id, outs))?.outs).toEqual({ ...outs, quota: 9 });
  });

  test("does not put a former token back on the older API version", async () => {
    jetEmail.simulator.options.dialect = "older";
    const { id, outs } = await rotatedJustNow();
    lags("former tokens", 9);
    expect((await read(jetEmail.account, id, outs))?.outs).toEqual(outs);
  });

  test("does not make a key count as gone that was created a moment ago", async () => {
    const key = await create(jetEmail.account, DECLARED, RESOURCE);
    jetEmail.calls();
    lags("lagging", 1);
    expect((await read(jetEmail.account, key.id, key.outs))?.outs).toEqual(key.outs);
    expect(jetEmail.calls()).toEqual(["GET", "GET"]);
  });

  test("is believed by all keys together: a key that is missing twice is gone", async () => {
    const { owningAccount: account } = jetEmail;
    const keys = [];
    for (const name of ["a", "b", "c"]) {
      keys.push(await create(account, { name }, `${RESOURCE} ${name}`));
    }
    for (const { id } of keys.slice(0, 2)) {
      jetEmail.simulator.edit.delete(id);
    }
    jetEmail.calls();
    await jetEmail.reconnect();
    const next = jetEmail.account;
    const read3 = await Promise.all(keys.map(({ id, outs }) => read(next, id, outs)));
    expect(read3.map((found) => found?.id)).toEqual([undefined, undefined, keys[2]?.id]);
    expect(jetEmail.calls()).toEqual(["GET", "GET"]);
  });

  test("is believed at once about a key that is older", async () => {
    const { id, outs } = await created();
    jetEmail.simulator.edit.delete(id);
    expect(await read(jetEmail.account, id, outs)).toBeUndefined();
    expect(jetEmail.calls()).toEqual(["GET"]);
  });

  test("cannot show a token that was replaced hours ago: then the key has it again", async () => {
    const { id, outs } = await created();
    const known = { ...outs, apiToken: "transactional_1", __replacedTokens: [outs.tokenFingerprint] };
    expect((await read(jetEmail.account, id, known))?.outs).toMatchObject({
      apiToken: outs.apiToken,
      __replacedTokens: [fingerprintOf("transactional_1")],
    });
  });

  test("proves nothing if the second look fails or is interrupted", async () => {
    const key = await create(jetEmail.account, DECLARED, RESOURCE);
    jetEmail.simulator.edit.delete(key.id);
    jetEmail.simulator.faults.add({ ...API_CALLS.list, skip: 1, status: 403 });
    expect(await failureOf(read(jetEmail.account, key.id, key.outs))).toMatchObject({ codes: [302] });
    const interruption = new AbortController();
    const { signal } = interruption;
    const account = accountOf(jetEmail.client, { secondLook: 60_000 }, { signal, onWait: () => interruption.abort() });
    expect(await failureOf(read(account, key.id, key.outs))).toMatchObject({ codes: [906] });
  });
});

describe("the id", () => {
  test("becomes the uuid as soon as the list has it", async () => {
    jetEmail.simulator.options.dialect = "older";
    const { id, outs } = await created();
    jetEmail.simulator.options.dialect = "current";
    const key = await read(jetEmail.account, id, outs);
    expect(key).toMatchObject({ id: jetEmail.key.uuid, outs: { uuid: jetEmail.key.uuid, apiToken: outs.apiToken } });
  });

  test("stays provisional if the key was rotated elsewhere before the list had its uuid", async () => {
    jetEmail.simulator.options.dialect = "older";
    const { id, outs } = await created();
    jetEmail.simulator.edit.rotate(jetEmail.key.uuid);
    jetEmail.simulator.options.dialect = "current";
    expect(await failureOf(read(jetEmail.account, id, outs))).toMatchObject({ codes: [712] });
  });

  test("stays the uuid when the list no longer has it", async () => {
    const { id, outs } = await created();
    jetEmail.simulator.options.dialect = "older";
    expect(await read(jetEmail.account, id, outs)).toEqual({ id, outs, inputs: DECLARED });
  });
});
