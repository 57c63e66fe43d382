import { KeyGoneError } from "../../../provider/errors/keyGoneError";
import { PartialError } from "../../../provider/errors/partialError";
import { create } from "../../../provider/key/create";
import { diff } from "../../../provider/key/diff";
import { fingerprintOf } from "../../../provider/key/fingerprint";
import type { Arguments, Outputs } from "../../../provider/key/model";
import { update } from "../../../provider/key/update";
import { declared } from "../../harness/arguments";
import { failureOf } from "../../harness/failure";
import { useJetEmail } from "../../harness/jetEmail";

const jetEmail = useJetEmail();
const DECLARED = declared({
  name: "receipts",
  allowAllDomains: false,
  approvedDomains: ["example.com"],
  quota: 5,
  ipRestrictions: ["10.0.0.0/24"],
});

async function created(args: Arguments = DECLARED): Promise<{ id: string; outs: Outputs }> {
  const key = await create(jetEmail.account, args);
  jetEmail.simulator.clearRequests();
  return key;
}

const bodies = () => jetEmail.simulator.requests.map(({ body }) => body);

test.each([
  ["name", "invoices"],
  ["allowAllDomains", true],
  ["approvedDomains", ["example.com", "example.org"]],
  ["quota", 6],
  ["ipRestrictions", []],
] as const)("a change of %s is sent alone, in one request, and keeps the token", async (name, value) => {
  const { id, outs } = await created();
  const after = await update(jetEmail.account, id, outs, { ...DECLARED, [name]: value });
  expect(bodies()).toEqual([{ api_token: outs.apiToken, [name]: value }]);
  expect(after).toEqual({ ...outs, [name]: value });
  expect(jetEmail.key).toMatchObject({ token: outs.apiToken, [name]: value });
});

test("an argument that is no longer given goes back to its default", async () => {
  const { id, outs } = await created();
  const after = await update(jetEmail.account, id, outs, declared({ name: "receipts" }));
  expect(bodies()).toEqual([{ api_token: outs.apiToken, approvedDomains: [], quota: 0, ipRestrictions: [] }]);
  expect(after).toMatchObject({ approvedDomains: [], quota: 0, ipRestrictions: [] });
});

test("an update without a difference sends nothing", async () => {
  const { id, outs } = await created();
  expect(await update(jetEmail.account, id, outs, DECLARED)).toEqual(outs);
  expect(jetEmail.calls()).toEqual([]);
});

test("a key is switched off and on by a request of its own, which leaves the rest as it is", async () => {
  const { id, outs } = await created();
  const off = await update(jetEmail.account, id, outs, { ...DECLARED, enabled: false });
  expect(off).toEqual({ ...outs, enabled: false, status: "disabled" });
  expect(jetEmail.key).toMatchObject({ status: "disabled", quota: 5 });
  const on = await update(jetEmail.account, id, off, DECLARED);
  expect(on).toEqual(outs);
  expect(jetEmail.key.status).toBe("active");
  expect(bodies()).toEqual([
    { api_token: outs.apiToken, status: 0 },
    { api_token: outs.apiToken, status: 1 },
  ]);
});

test("a change of the settings and of the switch takes two requests, since JetEmail ignores fields beside a status", async () => {
  const { id, outs } = await created();
  const after = await update(jetEmail.account, id, outs, { ...DECLARED, quota: 6, enabled: false });
  expect(bodies()).toEqual([
    { api_token: outs.apiToken, quota: 6 },
    { api_token: outs.apiToken, status: 0 },
  ]);
  expect(jetEmail.key).toMatchObject({ quota: 6, status: "disabled" });
  expect(after).toEqual({ ...outs, quota: 6, enabled: false, status: "disabled" });
});

test("an update of which the first request fails has changed nothing and says so plainly", async () => {
  const { id, outs } = await created();
  jetEmail.simulator.faults.add({ method: "PATCH", status: 500 });
  const error = await failureOf(update(jetEmail.account, id, outs, { ...DECLARED, quota: 6, enabled: false }));
  expect(error).toMatchObject({ name: "ApiError", status: 500 });
  expect(jetEmail.calls()).toEqual(["PATCH"]);
});

test("an update of which the second request fails tells what is in force, and the next one does only the rest", async () => {
  const { id, outs } = await created();
  jetEmail.simulator.faults.add({ method: "PATCH", skip: 1, status: 500 });
  const wanted = { ...DECLARED, quota: 6, enabled: false };
  const error = await failureOf<PartialError<Outputs>>(update(jetEmail.account, id, outs, wanted));
  expect(error).toBeInstanceOf(PartialError);
  expect(error.id).toBe(id);
  expect(error.properties).toEqual({ ...outs, quota: 6 });
  expect(error.message).toMatch(/^The key was changed in part\. JetEmail answered 500/);
  jetEmail.simulator.clearRequests();

  const after = await update(jetEmail.account, id, error.properties, wanted);
  expect(bodies()).toEqual([{ api_token: outs.apiToken, status: 0 }]);
  expect(after).toEqual({ ...outs, quota: 6, enabled: false, status: "disabled" });
});

test.each([400, 404, 410])(
  "an update finds the token of a key that was rotated elsewhere, where JetEmail answers %i for an old one",
  async (status) => {
    const { id, outs } = await created();
    jetEmail.simulator.options.unknownTokenStatus = status;
    const { token } = jetEmail.simulator.edit.rotate(id);
    const after = await update(jetEmail.account, id, outs, { ...DECLARED, quota: 6 });
    expect(jetEmail.calls()).toEqual(["PATCH", "GET", "PATCH"]);
    expect(jetEmail.key.quota).toBe(6);
    expect(after).toMatchObject({ apiToken: token, tokenFingerprint: fingerprintOf(token), quota: 6 });
    expect(after.rotatedAt >= outs.rotatedAt).toBe(true);
  },
);

test("both requests of an update use the token that was found", async () => {
  const { id, outs } = await created();
  const { token } = jetEmail.simulator.edit.rotate(id);
  const after = await update(jetEmail.account, id, outs, { ...DECLARED, quota: 6, enabled: false });
  expect(jetEmail.calls()).toEqual(["PATCH", "GET", "PATCH", "PATCH"]);
  expect(jetEmail.key).toMatchObject({ token, quota: 6, status: "disabled" });
  expect(after.apiToken).toBe(token);
});

test("a token that was found but whose request then fails leaves the state as it was, and the next update repairs it", async () => {
  const { id, outs } = await created();
  jetEmail.simulator.edit.rotate(id);
  jetEmail.simulator.faults.add({ method: "PATCH", skip: 1, status: 500 });
  const wanted = { ...DECLARED, quota: 6 };
  expect(await failureOf(update(jetEmail.account, id, outs, wanted))).toMatchObject({ status: 500 });
  expect((await update(jetEmail.account, id, outs, wanted)).apiToken).toBe(jetEmail.key.token);
});

test.each([400, 404, 410])(
  "an update of a key that was deleted elsewhere says that it is gone, where JetEmail answers %i",
  async (status) => {
    const { id, outs } = await created();
    jetEmail.simulator.options.unknownTokenStatus = status;
    jetEmail.simulator.edit.delete(id);
    const error = await failureOf(update(jetEmail.account, id, outs, { ...DECLARED, quota: 6 }));
    expect(error).toBeInstanceOf(KeyGoneError);
    expect(error.message).toContain(`The key "receipts" (${id}) no longer exists at JetEmail. Run \`pulumi refresh\``);
  },
);

test("a key that is deleted in the middle of an update is reported as changed in part", async () => {
  const { id, outs } = await created();
  jetEmail.simulator.options.onRequest = ({ body }) => {
    if ((body as { quota?: number } | undefined)?.quota === 6) {
      jetEmail.simulator.edit.delete(id);
    }
  };
  const wanted = { ...DECLARED, quota: 6, enabled: false };
  const error = await failureOf<PartialError<Outputs>>(update(jetEmail.account, id, outs, wanted));
  expect(error).toBeInstanceOf(PartialError);
  expect(error.message).toContain("no longer exists at JetEmail");
});

test("a refusal of the arguments stays a refusal, although it could have meant an unknown token", async () => {
  const { id, outs } = await created();
  const refusal = { status: 400, body: { success: false, error: "No such domain" } };
  jetEmail.simulator.faults.add({ method: "PATCH", ...refusal });
  const error = await failureOf(update(jetEmail.account, id, outs, { ...DECLARED, quota: 6 }));
  expect(error).toMatchObject({ name: "ApiError", status: 400, message: expect.stringContaining("No such domain") });
  expect(jetEmail.calls()).toEqual(["PATCH", "GET"]);
});

test.each([401, 403, 408, 429, 500, 503])("an answer of %i is never taken for an unknown token", async (status) => {
  const { id, outs } = await created();
  jetEmail.simulator.faults.add({ method: "PATCH", status });
  expect(await failureOf(update(jetEmail.account, id, outs, { ...DECLARED, quota: 6 }))).toMatchObject({ status });
  expect(jetEmail.calls()).toEqual(["PATCH"]);
});

test("an update of a key that JetEmail has never listed waits for the list and changes nothing before", async () => {
  jetEmail.simulator.faults.add({
    method: "GET",
    count: 3,
    status: 200,
    body: { success: true, transactionalKeys: [] },
  });
  const { id, properties } = await failureOf<PartialError<Outputs>>(create(jetEmail.account, DECLARED));
  jetEmail.simulator.clearRequests();
  const error = await failureOf(update(jetEmail.account, id, properties, { ...DECLARED, quota: 6 }));
  expect(error.message).toContain("yet; its token is saved. Run `pulumi up` again later.");
  expect(jetEmail.calls()).toEqual(["GET"]);
  expect((await update(jetEmail.account, id, properties, { ...DECLARED, quota: 6 })).quota).toBe(6);
});

test("a completed key whose change then fails is saved as completed", async () => {
  jetEmail.simulator.faults.add({ method: "GET", skip: 1, status: 500 });
  const { id, properties } = await failureOf<PartialError<Outputs>>(create(jetEmail.account, DECLARED));
  jetEmail.simulator.faults.add({ method: "PATCH", status: 500 });
  const error = await failureOf<PartialError<Outputs>>(
    update(jetEmail.account, id, properties, { ...DECLARED, quota: 6 }),
  );
  expect(error.properties).toMatchObject({ uuid: jetEmail.key.uuid, status: "active", quota: 5 });
});

test("an update of a suspended key changes what differs and leaves the suspension alone", async () => {
  const { id, outs } = await created();
  jetEmail.simulator.edit.set(id, { status: "suspended" });
  const suspended = { ...outs, status: "suspended" };
  expect(diff(suspended, DECLARED)).toEqual({ changes: false, replaces: [] });
  const after = await update(jetEmail.account, id, suspended, { ...DECLARED, quota: 6 });
  expect(after).toMatchObject({ status: "suspended", enabled: true, quota: 6 });
});

test("a preview shows a change exactly where an argument differs from what is in force", async () => {
  const { outs } = await created();
  expect(diff(outs, DECLARED)).toEqual({ changes: false, replaces: [] });
  expect(diff(outs, { ...DECLARED, enabled: true })).toEqual({ changes: false, replaces: [] });
  for (const change of [
    { name: "x" },
    { quota: 6 },
    { enabled: false },
    { approvedDomains: [] },
    { quota: "unknown" },
  ]) {
    expect(diff(outs, { ...DECLARED, ...change } as Arguments)).toEqual({ changes: true, replaces: [] });
  }
  expect(jetEmail.calls()).toEqual([]);
});
