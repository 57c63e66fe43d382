import { JetEmailError } from "../../../provider/errors/jetEmailError";
import type { PartialError } from "../../../provider/errors/partialError";
import { create } from "../../../provider/key/create";
import { fingerprintOf } from "../../../provider/key/fingerprint";
import type { Outputs } from "../../../provider/key/model";
import { type Arguments, DEFAULTS } from "../../../provider/key/model";
import { read } from "../../../provider/key/read";
import { declared } from "../../harness/arguments";
import { failureOf } from "../../harness/failure";
import { UNUSABLE_ANSWERS } from "../../harness/faults";
import { useJetEmail } from "../../harness/jetEmail";
import { shown } from "../../harness/shown";
import type { DialectOptions, KeyChanges, KeyStatus } from "../../harness/simulator";

const jetEmail = useJetEmail();
const DECLARED = declared({
  name: "receipts",
  approvedDomains: ["example.com", "example.org"],
  quota: 5,
  ipRestrictions: ["10.0.0.0/24"],
});

async function created(args: Arguments = DECLARED): Promise<{ id: string; outs: Outputs }> {
  const key = await create(jetEmail.owningAccount, args);
  jetEmail.simulator.clearRequests();
  return key;
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

test("a read of a key that nobody touched changes nothing, in one request", async () => {
  const { id, outs } = await created();
  expect(await read(jetEmail.account, id, outs)).toEqual({ id, outs, inputs: DECLARED });
  expect(jetEmail.calls()).toEqual(["GET"]);
});

test.each(DIALECTS)("a key is created and read alike where the list is written as %j", async (dialect) => {
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

test.each(DIALECTS)(
  "a key that is switched off is read as switched off where the list is written as %j",
  async (dialect) => {
    Object.assign(jetEmail.simulator.options, dialect);
    const { id, outs } = await created({ ...DECLARED, allowAllDomains: true, enabled: false });
    const key = await read(jetEmail.account, id, outs);
    expect(key?.outs).toMatchObject({ allowAllDomains: true, enabled: false, status: "disabled" });
  },
);

test.each<[keyof KeyChanges & string, KeyChanges, Partial<Arguments>]>([
  ["name", { name: "renamed" }, { name: "renamed" }],
  ["allowAllDomains", { allowAllDomains: true }, { allowAllDomains: true }],
  ["approvedDomains", { approvedDomains: ["Z.example", "a.example"] }, { approvedDomains: ["a.example", "z.example"] }],
  ["quota", { quota: 7 }, { quota: 7 }],
  ["ipRestrictions", { ipRestrictions: ["2001:DB8:0::1", "::1/128"] }, { ipRestrictions: ["2001:db8::1", "::1"] }],
  ["status", { status: "disabled" }, { enabled: false }],
])("a change of %s in the dashboard is seen", async (_, changes, inForce) => {
  const { id, outs } = await created();
  jetEmail.simulator.edit.set(id, changes);
  const key = await read(jetEmail.account, id, outs);
  expect(key?.outs).toMatchObject(inForce);
  expect(key?.inputs).toEqual({ ...DECLARED, ...inForce });
  expect(key?.outs.apiToken).toBe(outs.apiToken);
});

test("a setting that was taken back to its default in the dashboard is left out of the inputs", async () => {
  const { id, outs } = await created();
  jetEmail.simulator.edit.set(id, { quota: 0, approvedDomains: [], ipRestrictions: [] });
  expect((await read(jetEmail.account, id, outs))?.inputs).toEqual(declared({ name: "receipts" }));
});

test("another order or spelling of the sets at JetEmail is no change", async () => {
  const { id, outs } = await created();
  jetEmail.simulator.edit.set(id, { approvedDomains: ["EXAMPLE.org", "example.com"], ipRestrictions: ["10.0.0.0/24"] });
  expect((await read(jetEmail.account, id, outs))?.outs).toEqual(outs);
});

test("domains and addresses that check would refuse are read as JetEmail holds them", async () => {
  const { id, outs } = await created();
  jetEmail.simulator.edit.set(id, { approvedDomains: ["*.example.com"], ipRestrictions: ["10.1-9"] });
  expect((await read(jetEmail.account, id, outs))?.outs).toMatchObject({
    approvedDomains: ["*.example.com"],
    ipRestrictions: ["10.1-9"],
  });
});

test.each<[KeyStatus, boolean, boolean]>([
  ["active", false, true],
  ["quota-locked", false, true],
  ["quota-unlocked", false, true],
  ["disabled", true, false],
  ["suspended", true, true],
  ["suspended", false, false],
])("a key that is %s, and was switched on before: %p, counts as switched on: %p", async (status, before, after) => {
  const { id, outs } = await created({ ...DECLARED, enabled: before });
  jetEmail.simulator.edit.set(id, { status });
  expect((await read(jetEmail.account, id, outs))?.outs).toMatchObject({ status, enabled: after });
});

test("a status that a later version of JetEmail adds is told as it is and leaves the switch alone", async () => {
  const { id, outs } = await created();
  jetEmail.simulator.edit.set(id, { status: "paused" as KeyStatus });
  expect((await read(jetEmail.account, id, outs))?.outs).toMatchObject({ status: "paused", enabled: true });
});

test("a refresh finds a key that was rotated in the dashboard, and dates the rotation now", async () => {
  const { id, outs } = await created();
  const { token } = jetEmail.simulator.edit.rotate(id);
  const before = new Date().toISOString();
  const key = await read(jetEmail.account, id, outs);
  expect(key?.outs).toEqual({
    ...outs,
    apiToken: token,
    tokenFingerprint: fingerprintOf(token),
    rotatedAt: expect.any(String),
  });
  expect(String(key?.outs.rotatedAt) >= before).toBe(true);
  expect(await read(jetEmail.account, id, key?.outs ?? {})).toEqual(key);
});

test("keys whose rotations are noticed at once get different instants", async () => {
  const keys = [];
  for (const name of ["a", "b", "c"]) {
    keys.push(await created(declared({ name })));
  }
  for (const { id } of keys) {
    jetEmail.simulator.edit.rotate(id);
  }
  const clock = jest.spyOn(Date, "now").mockReturnValue(Date.now());
  const { account } = jetEmail;
  const found = await Promise.all(keys.map(({ id, outs }) => read(account, id, outs)));
  clock.mockRestore();
  expect(new Set(found.map((key) => key?.inputs.rotatedAt)).size).toBe(3);
});

test("a twin of the same name that is listed first is not taken for the key", async () => {
  jetEmail.simulator.edit.create({ name: "receipts", quota: 9 });
  const { id, outs } = await created();
  jetEmail.simulator.edit.create({ name: "receipts", quota: 8 });
  expect((await read(jetEmail.account, id, outs))?.outs).toEqual(outs);
  jetEmail.simulator.edit.delete(id);
  await jetEmail.reconnect();
  expect(await read(jetEmail.account, id, outs)).toBeUndefined();
});

test("a key that a whole list does not hold any more is gone", async () => {
  const { id, outs } = await created();
  jetEmail.simulator.edit.delete(id);
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
] as const)("a list that fails with %s never makes a key count as gone", async (_, effect) => {
  const { id, outs } = await created();
  jetEmail.simulator.faults.add({ method: "GET", ...effect });
  expect(await failureOf(read(jetEmail.account, id, outs))).toBeInstanceOf(JetEmailError);
});

test("a program can look up a key by its uuid alone", async () => {
  const { id, outs } = await created();
  const { createdAt: rotatedAt } = outs;
  expect(await read(jetEmail.account, id, {})).toEqual({
    id,
    outs: { ...outs, rotatedAt },
    inputs: { ...DECLARED, rotatedAt },
  });
});

test("a look-up of a uuid that JetEmail does not have is an error that names it", async () => {
  const error = await failureOf(read(jetEmail.account, "00000000-0000-4000-8000-000000000000", {}));
  expect(error.message).toContain('JetEmail has no key with the uuid "00000000-0000-4000-8000-000000000000".');
});

test("on a server of the older version a program can look up a key by the id that a stack has for it", async () => {
  jetEmail.simulator.options.dialect = "older";
  const { id, outs } = await created();
  const { createdAt: rotatedAt } = outs;
  expect(await read(jetEmail.account, id, {})).toEqual({
    id,
    outs: { ...outs, rotatedAt },
    inputs: { ...DECLARED, rotatedAt },
  });
});

test("a token given as an id is refused without a request and without being shown", async () => {
  const { outs } = await created();
  const error = await failureOf(read(jetEmail.account, outs.apiToken, {}));
  expect(error.message).toContain("The id of a key is its uuid, never its token.");
  expect(shown(error)).not.toContain(outs.apiToken);
  expect(jetEmail.calls()).toEqual([]);
});

test("an account key given as an id is not shown", async () => {
  const error = await failureOf(read(jetEmail.account, jetEmail.simulator.accountKey, {}));
  expect(shown(error)).not.toContain(jetEmail.simulator.accountKey);
});

test("a key that was created but never listed is an error, not gone", async () => {
  const empty = { status: 200, body: { success: true, transactionalKeys: [] } };
  jetEmail.simulator.faults.add({ method: "GET", count: 3, ...empty });
  const { id, properties } = await failureOf<PartialError<Outputs>>(create(jetEmail.account, DECLARED));
  const error = await failureOf(read(jetEmail.account, id, properties));
  expect(error.message).toContain("was created, but JetEmail has never listed it, so it may be live");
  expect((await read(jetEmail.account, id, properties))?.id).toBe(jetEmail.key.uuid);
});

test("on a server of the older version a key that was rotated elsewhere is found by its name and birth", async () => {
  jetEmail.simulator.options.dialect = "older";
  let now = 1_700_000_000_000;
  jetEmail.simulator.options.now = () => now++;
  jetEmail.simulator.edit.create({ name: "receipts" });
  const { id, outs } = await created();
  const { token } = jetEmail.simulator.edit.rotate(jetEmail.simulator.keys[1]?.uuid ?? "");
  const key = await read(jetEmail.account, id, outs);
  expect(key).toMatchObject({ id, outs: { uuid: id, apiToken: token, tokenFingerprint: fingerprintOf(token) } });
});

test("on a server of the older version a key that was deleted elsewhere is gone, although a twin is listed", async () => {
  jetEmail.simulator.options.dialect = "older";
  let now = 1_700_000_000_000;
  jetEmail.simulator.options.now = () => now++;
  jetEmail.simulator.edit.create({ name: "receipts" });
  const { id, outs } = await created();
  jetEmail.simulator.edit.delete(jetEmail.simulator.keys[1]?.uuid ?? "");
  expect(await read(jetEmail.account, id, outs)).toBeUndefined();
});

test("two keys that could both be the one that is meant are an error, not a guess", async () => {
  jetEmail.simulator.options.dialect = "older";
  jetEmail.simulator.options.now = () => 1_700_000_000_000;
  const { id, outs } = await created();
  jetEmail.simulator.edit.create({ name: "receipts" });
  jetEmail.simulator.edit.rotate(jetEmail.simulator.keys[0]?.uuid ?? "");
  const error = await failureOf(read(jetEmail.account, id, outs));
  expect(error.message).toContain("it is not known which of them is meant");
});

test("the id becomes the uuid as soon as the server shows one", async () => {
  jetEmail.simulator.options.dialect = "older";
  const { id, outs } = await created();
  jetEmail.simulator.options.dialect = "current";
  const key = await read(jetEmail.account, id, outs);
  expect(key).toMatchObject({ id: jetEmail.key.uuid, outs: { uuid: jetEmail.key.uuid, apiToken: outs.apiToken } });
});

test("a key that was rotated elsewhere just when its server began to show uuids is found all the same", async () => {
  jetEmail.simulator.options.dialect = "older";
  const { id, outs } = await created();
  const { token } = jetEmail.simulator.edit.rotate(jetEmail.key.uuid);
  jetEmail.simulator.options.dialect = "current";
  expect(await read(jetEmail.account, id, outs)).toMatchObject({ id: jetEmail.key.uuid, outs: { apiToken: token } });
});

test("a key whose birth JetEmail does not tell keeps the one in the state, or begins now", async () => {
  const { id, outs } = await created();
  const { token: api_token, name } = jetEmail.key;
  const body = { success: true, transactionalKeys: [{ uuid: id, api_token, name, status: "active" }] };
  jetEmail.simulator.faults.add({ method: "GET", count: 2, status: 200, body });
  expect((await read(jetEmail.account, id, outs))?.outs.createdAt).toBe(outs.createdAt);
  expect((await read(jetEmail.account, id, {}))?.outs.createdAt).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/);
});

test("the id stays the uuid where a server does not show it any more", async () => {
  const { id, outs } = await created();
  jetEmail.simulator.options.dialect = "older";
  expect(await read(jetEmail.account, id, outs)).toEqual({ id, outs, inputs: DECLARED });
});
