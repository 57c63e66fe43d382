import { KeyGoneError } from "../../../provider/errors/keyGoneError";
import { fingerprintOf } from "../../../provider/jetemail/keyIdentities";
import { create } from "../../../provider/key/create";
import type { Outputs } from "../../../provider/key/model";
import { rotate } from "../../../provider/key/rotate";
import { RESOURCE } from "../../harness/arguments";
import { failureOf } from "../../harness/failure";
import { UNUSABLE_ANSWERS } from "../../harness/faults";
import { accountOf, useJetEmail } from "../../harness/jetEmail";
import { shown } from "../../harness/shown";

const jetEmail = useJetEmail();
const ISO = /^\d{4}-\d\d-\d\dT.*Z$/;
const ROTATE = "/outbound/transactional-keys/rotate";

async function created(): Promise<{ id: string; outs: Outputs }> {
  const key = await create(jetEmail.account, { name: "receipts", quota: 5 }, RESOURCE);
  jetEmail.simulator.clearRequests();
  return key;
}

test("rotates by the token in the state, and returns the new one with the instant", async () => {
  const { id, outs } = await created();
  const after = await rotate(jetEmail.account, id, outs);
  const { token, uuid } = jetEmail.key;
  expect(token).not.toBe(outs.apiToken);
  expect(uuid).toBe(id);
  expect(after).toEqual({
    ...outs,
    apiToken: token,
    tokenFingerprint: fingerprintOf(token),
    rotatedAt: expect.stringMatching(ISO),
  });
  expect(jetEmail.simulator.requests).toMatchObject([{ path: ROTATE, body: { api_token: outs.apiToken } }]);
});

test.each(Object.entries(UNUSABLE_ANSWERS))(
  "rotates again when the rotation may have been done but its response is %s, since the list cannot tell by whom",
  async (_, effect) => {
    const { id, outs } = await created();
    jetEmail.simulator.faults.add({ path: ROTATE, when: "after", ...effect });
    const after = await rotate(jetEmail.account, id, outs);
    expect(jetEmail.calls()).toEqual(["ROTATE", "GET", "ROTATE"]);
    expect(after).toMatchObject({ apiToken: jetEmail.key.token, rotatedAt: expect.stringMatching(ISO) });
  },
);

test("leaves it open whether the token was rotated if the wait for the list is interrupted", async () => {
  const { id, outs } = await created();
  const interruption = new AbortController();
  const { signal } = interruption;
  const account = accountOf(jetEmail.client, { lostResponse: 60_000 }, { signal, onWait: () => interruption.abort() });
  jetEmail.simulator.faults.add({ path: ROTATE, status: 500 });
  const { message } = await failureOf(rotate(account, id, outs));
  expect(message).toMatch(/it is not known whether it was done\. .*JETEMAIL-703/);
});

test.each([...Object.entries(UNUSABLE_ANSWERS), ["status 408", { status: 408 }]])(
  "throws and keeps the token when the rotation was not done and its response is %s",
  async (_, effect) => {
    const { id, outs } = await created();
    jetEmail.simulator.faults.add({ path: ROTATE, ...effect });
    const error = await failureOf(rotate(jetEmail.account, id, outs));
    expect(error.message).toContain("POST /outbound/transactional-keys/rotate");
    expect(jetEmail.calls().slice(0, 2)).toEqual(["ROTATE", "GET"]);
    expect(jetEmail.key.token).toBe(outs.apiToken);
  },
);

test("waits for a rotation that is committed after a gateway answers 502", async () => {
  const { id, outs } = await created();
  jetEmail.simulator.faults.add({ path: ROTATE, status: 502, commitAfterMs: 20 });
  const after = await rotate(accountOf(jetEmail.client, { pendingRequest: 30_000 }), id, outs);
  expect(after.apiToken).toBe(jetEmail.key.token);
});

test("finds the new token in the list when the second response is lost as well", async () => {
  const { id, outs } = await created();
  jetEmail.simulator.edit.rotate(id);
  jetEmail.simulator.faults.add({ path: ROTATE, skip: 0, when: "after", reset: true });
  const after = await rotate(jetEmail.account, id, outs);
  expect(jetEmail.calls()).toEqual(["ROTATE", "GET", "ROTATE", "GET"]);
  expect(after.apiToken).toBe(jetEmail.key.token);
});

test("never takes the token of another rotation for its own when the response is lost", async () => {
  const { id, outs } = await created();
  const leaked = jetEmail.simulator.edit.rotate(id).token;
  jetEmail.simulator.faults.add({ path: ROTATE, reset: true });
  const after = await rotate(jetEmail.account, id, outs);
  expect(jetEmail.key.token).toBe(after.apiToken);
  expect(after.apiToken).not.toBe(leaked);
});

test("rotates a key that was rotated outside Pulumi meanwhile, whose new token may be the leaked one", async () => {
  const { id, outs } = await created();
  const { token } = jetEmail.simulator.edit.rotate(id);
  const after = await rotate(jetEmail.account, id, outs);
  expect(jetEmail.calls()).toEqual(["ROTATE", "GET", "ROTATE"]);
  expect([outs.apiToken, token]).not.toContain(after.apiToken);
  expect(after.apiToken).toBe(jetEmail.key.token);
});

test.each([400, 404, 410])("throws when JetEmail refuses the current token with %i", async (status) => {
  const { id, outs } = await created();
  jetEmail.simulator.faults.add({ path: ROTATE, status });
  expect(await failureOf(rotate(jetEmail.account, id, outs))).toMatchObject({ name: "ApiError", status });
  expect(jetEmail.calls()).toEqual(["ROTATE", "GET"]);
});

test.each([401, 403, 429])("throws when JetEmail refuses with %i", async (status) => {
  const { id, outs } = await created();
  jetEmail.simulator.faults.add({ path: ROTATE, status });
  expect(await failureOf(rotate(jetEmail.account, id, outs))).toMatchObject({ name: "ApiError", status });
  expect(jetEmail.calls()).toEqual(["ROTATE"]);
});

test.each(Object.entries(UNUSABLE_ANSWERS))(
  "says that the outcome is unknown when the response is lost and the list fails with %s",
  async (_, effect) => {
    const { id, outs } = await created();
    jetEmail.simulator.faults.add({ path: ROTATE, when: "after", reset: true });
    jetEmail.simulator.faults.add({ method: "GET", ...effect });
    const error = await failureOf(rotate(jetEmail.account, id, outs));
    expect(error.name).toBe("JetEmailError");
    expect(error.message).toMatch(/^The rotation was requested, but it is not known whether it was done\. No answer/);
    expect(error.message).toMatch(
      /The list of keys, which would show it, could not be read\. \w.*Run `pulumi up` again to rotate\./,
    );
    for (const token of jetEmail.simulator.issuedTokens) {
      expect(shown(error)).not.toContain(token);
    }
  },
);

test("says that the key no longer exists when it was deleted outside Pulumi", async () => {
  const { id, outs } = await created();
  jetEmail.simulator.edit.delete(id);
  const error = await failureOf(rotate(jetEmail.account, id, outs));
  expect(error).toBeInstanceOf(KeyGoneError);
  expect(error.message).toContain(`The key "receipts" (${id}) no longer exists at JetEmail.`);
});

test("says the same when it was deleted while its rotation failed", async () => {
  const { id, outs } = await created();
  jetEmail.simulator.faults.add({ path: ROTATE, status: 500 });
  jetEmail.simulator.options.onRequest = ({ path }) => {
    if (path === ROTATE) {
      jetEmail.simulator.edit.delete(id);
    }
  };
  expect(await failureOf(rotate(jetEmail.account, id, outs))).toBeInstanceOf(KeyGoneError);
});

test("finds the new token by its creation time on the older API version", async () => {
  jetEmail.simulator.options.dialect = "older";
  let now = 1_700_000_000_000;
  jetEmail.simulator.options.now = () => now++;
  const { id, outs } = await created();
  jetEmail.simulator.edit.create({ name: "invoices" });
  jetEmail.simulator.faults.add({ path: ROTATE, when: "after", reset: true });
  const after = await rotate(jetEmail.account, id, outs);
  expect(after.apiToken).toBe(jetEmail.simulator.keys[0]?.token);
  expect(after.uuid).toBe(id);
});
