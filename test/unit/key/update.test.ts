import { KeyGoneError } from "../../../provider/errors/keyGoneError";
import { PartialError } from "../../../provider/errors/partialError";
import { fingerprintOf } from "../../../provider/jetemail/keyIdentities";
import { create, type NewKey } from "../../../provider/key/create";
import { diff } from "../../../provider/key/diff";
import type { Arguments, Outputs } from "../../../provider/key/model";
import { rotate } from "../../../provider/key/rotate";
import { update } from "../../../provider/key/update";
import { RESOURCE } from "../../harness/arguments";
import { failureOf } from "../../harness/failure";
import { LONG_AGO, useJetEmail } from "../../harness/jetEmail";
import { SingleResource } from "../../harness/scenarios/singleResource";
import { API_CALLS } from "../../harness/simulator";
import { useClock } from "../../harness/useClock";

const clock = useClock();
const jetEmail = useJetEmail();
const ISO = /^\d{4}-\d\d-\d\dT.*Z$/;
const DAY = 24 * 60 * 60 * 1000;
const ROTATE = "/outbound/transactional-keys/rotate";
const DECLARED = {
  name: "receipts",
  allowAllDomains: false,
  approvedDomains: ["example.com"],
  quota: 5,
  ipRestrictions: ["10.0.0.0/24"],
};
const TRIGGERED = { name: "receipts", rotationTrigger: { n: 1 } };
const ROTATED: Arguments = { ...TRIGGERED, rotationTrigger: { n: 2 } };

async function created(args: NewKey = DECLARED): Promise<{ id: string; outs: Outputs }> {
  const key = await create(jetEmail.account, args, RESOURCE);
  jetEmail.simulator.clearRequests();
  return { ...key, outs: { ...key.outs, rotatedAt: LONG_AGO } };
}

const bodies = () => jetEmail.simulator.requests.map(({ body }) => body);

describe("an update of the settings", () => {
  test.each([
    ["name", "invoices"],
    ["allowAllDomains", true],
    ["approvedDomains", ["example.com", "example.org"]],
    ["quota", 6],
    ["ipRestrictions", []],
  ] as const)("sends a changed %s alone, in one request, and keeps the token", async (name, value) => {
    const { id, outs } = await created();
    const after = await update(jetEmail.account, id, outs, { ...DECLARED, [name]: value });
    expect(bodies()).toEqual([{ api_token: outs.apiToken, [name]: value }]);
    expect(after).toEqual({ ...outs, [name]: value });
    expect(jetEmail.key).toMatchObject({ token: outs.apiToken, [name]: value });
  });

  test("resets an argument that is no longer given to its default", async () => {
    const { id, outs } = await created();
    const after = await update(jetEmail.account, id, outs, { name: "receipts" });
    expect(bodies()).toEqual([{ api_token: outs.apiToken, approvedDomains: [], quota: 0, ipRestrictions: [] }]);
    expect(after).toMatchObject({ approvedDomains: [], quota: 0, ipRestrictions: [] });
  });

  test("sends nothing without a difference", async () => {
    const { id, outs } = await created();
    expect(await update(jetEmail.account, id, outs, DECLARED)).toEqual(outs);
    expect(jetEmail.calls()).toEqual([]);
  });

  test("disables and enables a key by a request of its own", async () => {
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

  test("sends two requests for settings and `enabled`, since JetEmail ignores fields that come with a status", async () => {
    const { id, outs } = await created();
    const after = await update(jetEmail.account, id, outs, { ...DECLARED, quota: 6, enabled: false });
    expect(bodies()).toEqual([
      { api_token: outs.apiToken, quota: 6 },
      { api_token: outs.apiToken, status: 0 },
    ]);
    expect(jetEmail.key).toMatchObject({ quota: 6, status: "disabled" });
    expect(after).toEqual({ ...outs, quota: 6, enabled: false, status: "disabled" });
  });

  test("does not lift a suspension", async () => {
    const { id, outs } = await created();
    jetEmail.simulator.edit.set(id, { status: "suspended" });
    const suspended = { ...outs, status: "suspended" };
    expect(diff(suspended, DECLARED, outs.createdAt)).toMatchObject({ changes: false, replaces: [] });
    const after = await update(jetEmail.account, id, suspended, { ...DECLARED, quota: 6 });
    expect(after).toMatchObject({ status: "suspended", enabled: true, quota: 6 });
  });

  test("saves local arguments without a request, and forgets those that are removed, except the trigger", async () => {
    const { id, outs } = await created({ ...TRIGGERED, rotateAfterDays: 30, adopt: "some-uuid" });
    expect(outs).toMatchObject({ rotationTrigger: { n: 1 }, rotateAfterDays: 30, adopt: "some-uuid" });
    const { rotationTrigger, ...bare } = TRIGGERED;
    const after = await update(jetEmail.account, id, outs, bare);
    const { rotateAfterDays, rotationDueAt, adopt, ...rest } = outs;
    expect(after).toEqual(rest);
    expect(await update(jetEmail.account, id, after, TRIGGERED)).toEqual(rest);
    expect(jetEmail.calls()).toEqual([]);
  });
});

describe("an update that fails", () => {
  test("throws the plain error when the first request fails, since nothing was changed", async () => {
    const { id, outs } = await created();
    jetEmail.simulator.faults.add({ method: "PATCH", status: 500 });
    const error = await failureOf(update(jetEmail.account, id, outs, { ...DECLARED, quota: 6, enabled: false }));
    expect(error).toMatchObject({ name: "ApiError", status: 500 });
    expect(jetEmail.calls()).toEqual(["PATCH"]);
  });

  test("saves what is in effect when the second request fails, and completes it in the next update", async () => {
    const { id, outs } = await created();
    jetEmail.simulator.faults.add({ method: "PATCH", skip: 1, status: 500 });
    const desired = { ...DECLARED, quota: 6, enabled: false };
    const error = await failureOf<PartialError<Outputs>>(update(jetEmail.account, id, outs, desired));
    expect(error).toBeInstanceOf(PartialError);
    expect(error.id).toBe(id);
    expect(error.properties).toEqual({ ...outs, quota: 6 });
    expect(error.message).toMatch(/^The key was changed in part\. JetEmail answered 500/);
    jetEmail.simulator.clearRequests();

    const after = await update(jetEmail.account, id, error.properties, desired);
    expect(bodies()).toEqual([{ api_token: outs.apiToken, status: 0 }]);
    expect(after).toEqual({ ...outs, quota: 6, enabled: false, status: "disabled" });
  });

  test("reports a refusal of the arguments, although it could have meant an unknown token", async () => {
    const { id, outs } = await created();
    const refusal = { status: 400, body: { success: false, error: "No such domain" } };
    jetEmail.simulator.faults.add({ method: "PATCH", ...refusal });
    const error = await failureOf(update(jetEmail.account, id, outs, { ...DECLARED, quota: 6 }));
    expect(error).toMatchObject({ name: "ApiError", status: 400, message: expect.stringContaining("No such domain") });
    expect(jetEmail.calls()).toEqual(["PATCH", "GET"]);
  });

  test.each([401, 403, 408, 429, 500, 503])("does not look for another token after status %i", async (status) => {
    const { id, outs } = await created();
    jetEmail.simulator.faults.add({ method: "PATCH", status });
    expect(await failureOf(update(jetEmail.account, id, outs, { ...DECLARED, quota: 6 }))).toMatchObject({ status });
    expect(jetEmail.calls()).toEqual(["PATCH"]);
  });
});

describe("an update of a key that was rotated outside Pulumi", () => {
  test.each([400, 404, 410])(
    "finds the current token when JetEmail responds to the old one with %i",
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

  test("uses the current token for both requests", async () => {
    const { id, outs } = await created();
    const { token } = jetEmail.simulator.edit.rotate(id);
    const after = await update(jetEmail.account, id, outs, { ...DECLARED, quota: 6, enabled: false });
    expect(jetEmail.calls()).toEqual(["PATCH", "GET", "PATCH", "PATCH"]);
    expect(jetEmail.key).toMatchObject({ token, quota: 6, status: "disabled" });
    expect(after.apiToken).toBe(token);
  });

  test("leaves the state as it is when the repeated request fails, so that the next update finds the token again", async () => {
    const { id, outs } = await created();
    jetEmail.simulator.edit.rotate(id);
    jetEmail.simulator.faults.add({ method: "PATCH", skip: 1, status: 500 });
    const desired = { ...DECLARED, quota: 6 };
    expect(await failureOf(update(jetEmail.account, id, outs, desired))).toMatchObject({ status: 500 });
    expect((await update(jetEmail.account, id, outs, desired)).apiToken).toBe(jetEmail.key.token);
  });
});

describe("an update of a key that was deleted outside Pulumi", () => {
  test.each([400, 404, 410])("says that the key no longer exists when JetEmail responds with %i", async (status) => {
    const { id, outs } = await created();
    jetEmail.simulator.options.unknownTokenStatus = status;
    jetEmail.simulator.edit.delete(id);
    const error = await failureOf(update(jetEmail.account, id, outs, { ...DECLARED, quota: 6 }));
    expect(error).toBeInstanceOf(KeyGoneError);
    expect(error.message).toContain(`The key "receipts" (${id}) no longer exists at JetEmail. Run \`pulumi refresh\``);
  });

  test("saves what is in effect when the key was deleted during the update", async () => {
    const { id, outs } = await created();
    jetEmail.simulator.options.onRequest = ({ body }) => {
      if ((body as { quota?: number } | undefined)?.quota === 6) {
        jetEmail.simulator.edit.delete(id);
      }
    };
    const desired = { ...DECLARED, quota: 6, enabled: false };
    const error = await failureOf<PartialError<Outputs>>(update(jetEmail.account, id, outs, desired));
    expect(error).toBeInstanceOf(PartialError);
    expect(error.message).toContain("no longer exists at JetEmail");
  });
});

describe("an update of a key whose token was issued a moment ago", () => {
  async function issuedJustNow() {
    const { id, outs } = await created();
    const after = await rotate(jetEmail.account, id, outs);
    jetEmail.calls();
    return { id, outs: after };
  }
  const lags = (count: number) => {
    jetEmail.simulator.faults.add({ ...API_CALLS.change, status: 404, count });
    jetEmail.simulator.faults.add({ ...API_CALLS.list, when: "after", count: 9, list: "former tokens" });
  };

  test("tries once more, some seconds later, if a server does not know the token yet", async () => {
    const { id, outs } = await issuedJustNow();
    lags(1);
    expect(await update(jetEmail.account, id, outs, { ...DECLARED, quota: 6 })).toEqual({ ...outs, quota: 6 });
    expect(jetEmail.calls()).toEqual(["PATCH", "GET", "GET", "PATCH"]);
    expect(jetEmail.key.quota).toBe(6);
  });

  test("never falls back to a former token", async () => {
    const { id, outs } = await issuedJustNow();
    lags(9);
    expect(await failureOf(update(jetEmail.account, id, outs, { ...DECLARED, quota: 6 }))).toMatchObject({
      status: 404,
    });
    expect(bodies()).not.toContainEqual(expect.objectContaining({ api_token: jetEmail.simulator.issuedTokens[0] }));
  });
});

describe("an update of a partially created key", () => {
  test("changes nothing until the key is listed", async () => {
    const lagging = jetEmail.simulator.faults.add({ ...API_CALLS.list, when: "after", count: 1000, list: "lagging" });
    const { id, properties } = await failureOf<PartialError<Outputs>>(create(jetEmail.account, DECLARED, RESOURCE));
    jetEmail.simulator.clearRequests();
    const error = await failureOf(update(jetEmail.account, id, properties, { ...DECLARED, quota: 6 }));
    expect(error.message).toContain("yet; its token is saved. Run `pulumi up` again later.");
    expect(jetEmail.calls()).toEqual(["GET", "GET"]);
    lagging.remove();
    expect((await update(jetEmail.account, id, properties, { ...DECLARED, quota: 6 })).quota).toBe(6);
  });

  test("saves the key as complete when the change after that fails", async () => {
    jetEmail.simulator.faults.add({ method: "GET", skip: 1, status: 500 });
    const { id, properties } = await failureOf<PartialError<Outputs>>(create(jetEmail.account, DECLARED, RESOURCE));
    jetEmail.simulator.faults.add({ method: "PATCH", status: 500 });
    const error = await failureOf<PartialError<Outputs>>(
      update(jetEmail.account, id, properties, { ...DECLARED, quota: 6 }),
    );
    expect(error.properties).toMatchObject({ uuid: jetEmail.key.uuid, status: "active", quota: 5 });
  });

  test("looks up the key before it rotates it", async () => {
    jetEmail.simulator.faults.add({ method: "GET", skip: 1, status: 500 });
    const { id, properties } = await failureOf<PartialError<Outputs>>(create(jetEmail.account, TRIGGERED, RESOURCE));
    jetEmail.calls();
    const after = await update(jetEmail.account, id, properties, ROTATED);
    expect(jetEmail.calls()).toEqual(["GET", "ROTATE"]);
    expect(after).toMatchObject({ uuid: jetEmail.key.uuid, apiToken: jetEmail.key.token });
  });
});

describe("an update that rotates", () => {
  test("rotates once for a changed trigger, before it changes settings with the new token", async () => {
    const { id, outs } = await created(TRIGGERED);
    const after = await update(jetEmail.account, id, outs, { ...ROTATED, quota: 3, enabled: false });
    expect(jetEmail.calls()).toEqual(["ROTATE", "PATCH", "PATCH"]);
    const { token } = jetEmail.key;
    expect(jetEmail.key).toMatchObject({ quota: 3, status: "disabled" });
    expect(after).toEqual({
      ...outs,
      ...{ quota: 3, enabled: false, status: "disabled", rotatedAt: expect.stringMatching(ISO) },
      ...{ apiToken: token, tokenFingerprint: fingerprintOf(token), rotationTrigger: { n: 2 } },
      __replacedTokens: [outs.tokenFingerprint],
    });
    expect(await update(jetEmail.account, id, after, { ...ROTATED, quota: 3, enabled: false })).toEqual(after);
    expect(jetEmail.calls()).toEqual([]);
  });

  test("rotates when the period is over, and counts the next one from then", async () => {
    const args = { ...TRIGGERED, rotateAfterDays: 30 };
    const { id, outs } = await created(args);
    clock.pass(30);
    const after = await update(jetEmail.account, id, outs, args);
    expect(jetEmail.calls()).toEqual(["ROTATE"]);
    expect(after).toMatchObject({ rotateAfterDays: 30, apiToken: jetEmail.key.token });
    expect(Date.parse(after.rotationDueAt ?? "") - Date.parse(after.rotatedAt)).toBe(30 * DAY);
    clock.pass(29.9);
    expect(await update(jetEmail.account, id, after, args)).toEqual(after);
    expect(jetEmail.calls()).toEqual([]);
  });

  test("counts a period from when it was given, however old the key is", async () => {
    const { id, outs } = await created({ name: "receipts" });
    clock.pass(100);
    const after = await update(jetEmail.account, id, outs, { name: "receipts", rotateAfterDays: 30 });
    expect(Date.parse(after.rotationDueAt ?? "")).toBeGreaterThan(Date.parse(outs.createdAt) + 129 * DAY);
    clock.pass(29.9);
    await update(jetEmail.account, id, after, { name: "receipts", rotateAfterDays: 30 });
    expect(jetEmail.calls()).toEqual([]);
    clock.pass(0.2);
    await update(jetEmail.account, id, after, { name: "receipts", rotateAfterDays: 30 });
    expect(jetEmail.calls()).toEqual(["ROTATE"]);
  });

  test("does not rotate for a trigger that is removed and given again unchanged, or as another type", async () => {
    const { id, outs } = await created({ name: "receipts", rotationTrigger: 1 });
    let after = await update(jetEmail.account, id, outs, { name: "receipts" });
    after = await update(jetEmail.account, id, after, { name: "receipts", rotationTrigger: 1 });
    after = await update(jetEmail.account, id, after, { name: "receipts", rotationTrigger: "1" });
    expect(jetEmail.calls()).toEqual([]);
    expect(after).toMatchObject({ apiToken: outs.apiToken, rotationTrigger: "1" });
  });

  test("switches a disabled key on before it rotates it, which JetEmail may refuse otherwise", async () => {
    jetEmail.simulator.options.refusesRotationOfDisabled = true;
    const { id, outs } = await created({ ...TRIGGERED, enabled: false });
    const after = await update(jetEmail.account, id, outs, { ...ROTATED, enabled: true });
    expect(jetEmail.calls()).toEqual(["PATCH", "ROTATE"]);
    expect(after).toMatchObject({ enabled: true, apiToken: jetEmail.key.token });
  });

  test("saves the rotation when a change after it fails, and does not rotate again", async () => {
    const { id, outs } = await created(TRIGGERED);
    jetEmail.simulator.faults.add({ method: "PATCH", status: 500 });
    const desired = { ...ROTATED, quota: 3, rotateAfterDays: 9 };
    const error = await failureOf<PartialError<Outputs>>(update(jetEmail.account, id, outs, desired));
    const { token } = jetEmail.key;
    expect(error.name).toBe("PartialError");
    expect(error.properties).toEqual({
      ...outs,
      apiToken: token,
      tokenFingerprint: fingerprintOf(token),
      __replacedTokens: [outs.tokenFingerprint],
      rotationTrigger: { n: 2 },
      rotatedAt: expect.stringMatching(ISO),
    });
    jetEmail.calls();
    const after = await update(jetEmail.account, id, error.properties, desired);
    expect(jetEmail.calls()).toEqual(["PATCH"]);
    expect(after).toMatchObject({ apiToken: token, quota: 3, rotateAfterDays: 9 });
  });

  test("saves a rotation by age with the trigger as it was", async () => {
    const args = { name: "receipts", rotateAfterDays: 1 };
    const { id, outs } = await created(args);
    clock.pass(1);
    jetEmail.simulator.faults.add({ method: "PATCH", status: 500 });
    const { properties } = await failureOf<PartialError<Outputs>>(
      update(jetEmail.account, id, outs, { ...args, quota: 1 }),
    );
    expect(properties.apiToken).toBe(jetEmail.key.token);
    expect(properties.rotatedAt > outs.rotatedAt).toBe(true);
    expect(properties).not.toHaveProperty("rotationTrigger");
  });

  test("changes no setting when the rotation fails", async () => {
    const { id, outs } = await created(TRIGGERED);
    jetEmail.simulator.faults.add({ path: ROTATE, status: 429 });
    const error = await failureOf(update(jetEmail.account, id, outs, { ...ROTATED, quota: 3 }));
    expect(error).toMatchObject({ name: "ApiError", status: 429 });
    expect(jetEmail.calls()).toEqual(["ROTATE"]);
    expect(jetEmail.key).toMatchObject({ token: outs.apiToken, quota: 0 });
  });
});

describe("updates over time", () => {
  test("do not put off a rotation by age when one of them finds a token rotated outside Pulumi", async () => {
    const { simulator } = jetEmail;
    const args = { name: "receipts", rotateAfterDays: 30, quota: 1 };
    const key = new SingleResource(simulator, "key");
    await key.up({ ...args, quota: 0 });
    clock.pass(1);
    const { token } = simulator.edit.rotate(jetEmail.key.uuid);
    await key.up(args); // finds the new token
    clock.pass(29.5);
    await key.up(args);
    clock.pass(1.5);
    await key.up(args);
    expect(jetEmail.key.token).not.toBe(token); // it is 31 days old
    expect(simulator.issuedTokens).toHaveLength(3);
  });
});
