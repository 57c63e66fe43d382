import { KeyGoneError } from "../../../provider/errors/keyGoneError";
import { fingerprintOf } from "../../../provider/jetemail/keyIdentities";
import { create } from "../../../provider/key/create";
import type { Outputs } from "../../../provider/key/model";
import { rotate } from "../../../provider/key/rotate";
import { RESOURCE } from "../../harness/arguments";
import { failureOf } from "../../harness/failure";
import { UNUSABLE_ANSWERS } from "../../harness/faults";
import { accountOf, LONG_AGO, useJetEmail } from "../../harness/jetEmail";
import { shown } from "../../harness/shown";
import { API_CALLS } from "../../harness/simulator";

const jetEmail = useJetEmail();
const ISO = /^\d{4}-\d\d-\d\dT.*Z$/;
const ROTATE = "/outbound/transactional-keys/rotate";

async function created(): Promise<{ id: string; outs: Outputs }> {
  const key = await create(jetEmail.account, { name: "receipts", quota: 5 }, RESOURCE);
  jetEmail.simulator.clearRequests();
  return { ...key, outs: { ...key.outs, rotatedAt: LONG_AGO } };
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
    __replacedTokens: [outs.tokenFingerprint],
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
  expect(jetEmail.calls()).toEqual(["ROTATE", "GET", "ROTATE", "GET", "GET"]);
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

describe("a key that was rotated a moment ago", () => {
  async function rotatedJustNow() {
    const { id, outs } = await created();
    const after = await rotate(jetEmail.account, id, outs);
    jetEmail.calls();
    return { id, outs: after };
  }

  test("is rotated again some seconds later if a server does not know its token yet", async () => {
    const { id, outs } = await rotatedJustNow();
    jetEmail.simulator.faults.add({ path: ROTATE, status: 404 });
    expect((await rotate(jetEmail.account, id, outs)).apiToken).toBe(jetEmail.key.token);
    expect(jetEmail.calls()).toEqual(["ROTATE", "GET", "GET", "ROTATE"]);
  });

  test("keeps its token if that is refused twice, although the list shows the former one", async () => {
    const { id, outs } = await rotatedJustNow();
    jetEmail.simulator.faults.add({ path: ROTATE, status: 404, count: 2 });
    jetEmail.simulator.faults.add({ ...API_CALLS.list, when: "after", count: 9, list: "former tokens" });
    expect(await failureOf(rotate(jetEmail.account, id, outs))).toMatchObject({ name: "ApiError", status: 404 });
    expect(jetEmail.calls()).toEqual(["ROTATE", "GET", "GET", "ROTATE"]);
    expect(jetEmail.key.token).toBe(outs.apiToken);
  });

  test("is rotated once more if no list has shown its token and the response is lost, since the list cannot tell by whom", async () => {
    const { id, outs } = await rotatedJustNow();
    jetEmail.simulator.faults.add({ path: ROTATE, status: 404 });
    jetEmail.simulator.faults.add({ path: ROTATE, when: "after", reset: true });
    jetEmail.simulator.faults.add({ ...API_CALLS.list, when: "after", count: 2, list: "former tokens" });
    expect((await rotate(jetEmail.account, id, outs)).apiToken).toBe(jetEmail.key.token);
    expect(jetEmail.calls().filter((call) => call === "ROTATE")).toHaveLength(3);
  });

  test("does not take a former token for the new one if the response is lost and the list lags behind", async () => {
    const { id, outs } = await rotatedJustNow();
    jetEmail.simulator.edit.rotate(id);
    jetEmail.simulator.faults.add({ path: ROTATE, when: "after", status: 500 });
    jetEmail.simulator.faults.add({ ...API_CALLS.list, when: "after", skip: 2, count: 9, list: "former tokens" });
    const { name } = await failureOf(rotate(accountOf(jetEmail.client, { lostResponse: 20 }), id, outs));
    expect(name).toBe("ApiError");
  });
});

test("remembers the last eight tokens", async () => {
  const { id, outs } = await created();
  let after = outs;
  for (let times = 0; times < 10; times++) {
    after = await rotate(jetEmail.account, id, after);
  }
  expect(after.__replacedTokens).toEqual(jetEmail.simulator.issuedTokens.slice(2, 10).reverse().map(fingerprintOf));
});

describe("on the older API version, whose list has no uuids", () => {
  beforeEach(() => {
    jetEmail.simulator.options.dialect = "older";
  });

  test("rotates by the token", async () => {
    const { id, outs } = await created();
    expect(await rotate(jetEmail.account, id, outs)).toMatchObject({ uuid: id, apiToken: jetEmail.key.token });
  });

  test("takes no other token for the new one if the response is lost", async () => {
    const { id, outs } = await created();
    jetEmail.simulator.edit.create({ name: "invoices" });
    jetEmail.simulator.faults.add({ path: ROTATE, when: "after", reset: true });
    const { message } = await failureOf(rotate(jetEmail.account, id, outs));
    expect(message).toMatch(
      /^The rotation was requested, but it is not known whether it was done\. .*\[JETEMAIL-703, JETEMAIL-307, JETEMAIL-712\]$/,
    );
  });

  test("rotates no key in place of one whose token was rotated elsewhere", async () => {
    const { id, outs } = await created();
    const { token } = jetEmail.simulator.edit.rotate(jetEmail.key.uuid);
    expect(await failureOf(rotate(jetEmail.account, id, outs))).toMatchObject({ codes: [712] });
    expect(jetEmail.key.token).toBe(token);
  });
});
