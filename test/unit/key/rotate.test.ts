import { KeyGoneError } from "../../../provider/errors/keyGoneError";
import { create } from "../../../provider/key/create";
import { fingerprintOf } from "../../../provider/key/fingerprint";
import type { Outputs } from "../../../provider/key/model";
import { rotate } from "../../../provider/key/rotate";
import { declared } from "../../harness/arguments";
import { failureOf } from "../../harness/failure";
import { UNUSABLE_ANSWERS } from "../../harness/faults";
import { useJetEmail } from "../../harness/jetEmail";
import { shown } from "../../harness/shown";

const jetEmail = useJetEmail();
const AT = "2026-05-06T07:08:09.000Z";
const ROTATE = "/outbound/transactional-keys/rotate";

async function created(): Promise<{ id: string; outs: Outputs }> {
  const key = await create(jetEmail.account, declared({ name: "receipts", quota: 5 }));
  jetEmail.simulator.clearRequests();
  return key;
}

test("sends one request, and returns the new token with the given instant", async () => {
  const { id, outs } = await created();
  const after = await rotate(jetEmail.account, id, outs, AT);
  const { token, uuid } = jetEmail.key;
  expect(token).not.toBe(outs.apiToken);
  expect(uuid).toBe(id);
  expect(after).toEqual({ ...outs, apiToken: token, tokenFingerprint: fingerprintOf(token), rotatedAt: AT });
  expect(jetEmail.simulator.requests).toMatchObject([{ path: ROTATE, body: { api_token: outs.apiToken } }]);
});

test.each(Object.entries(UNUSABLE_ANSWERS))(
  "finds the new token in the list when the rotation was done but its response is %s",
  async (_, effect) => {
    const { id, outs } = await created();
    jetEmail.simulator.faults.add({ path: ROTATE, when: "after", ...effect });
    const after = await rotate(jetEmail.account, id, outs, AT);
    expect(jetEmail.calls()).toEqual(["ROTATE", "GET"]);
    expect(after).toMatchObject({ apiToken: jetEmail.key.token, rotatedAt: AT });
    expect(jetEmail.simulator.issuedTokens).toHaveLength(2);
  },
);

test.each([...Object.entries(UNUSABLE_ANSWERS), ["status 408", { status: 408 }], ["status 404", { status: 404 }]])(
  "throws and keeps the token when the rotation was not done and its response is %s",
  async (_, effect) => {
    const { id, outs } = await created();
    jetEmail.simulator.faults.add({ path: ROTATE, ...effect });
    const error = await failureOf(rotate(jetEmail.account, id, outs, AT));
    expect(error.message).toContain("POST /outbound/transactional-keys/rotate");
    expect(jetEmail.calls()).toEqual(["ROTATE", "GET"]);
    expect(jetEmail.key.token).toBe(outs.apiToken);
  },
);

test.each([400, 404, 410])(
  "does not rotate again when the token is invalid already, which JetEmail reports with %i",
  async (status) => {
    const { id, outs } = await created();
    jetEmail.simulator.options.unknownTokenStatus = status;
    const { token } = jetEmail.simulator.edit.rotate(id);
    expect(await rotate(jetEmail.account, id, outs, AT)).toMatchObject({ apiToken: token, rotatedAt: AT });
    expect(jetEmail.calls()).toEqual(["ROTATE", "GET"]);
    expect(jetEmail.key.token).toBe(token);
  },
);

test.each([401, 403, 429])("throws without reading the list when JetEmail refuses with %i", async (status) => {
  const { id, outs } = await created();
  jetEmail.simulator.faults.add({ path: ROTATE, status });
  expect(await failureOf(rotate(jetEmail.account, id, outs, AT))).toMatchObject({ name: "ApiError", status });
  expect(jetEmail.calls()).toEqual(["ROTATE"]);
});

test.each(Object.entries(UNUSABLE_ANSWERS))(
  "says that the outcome is unknown when the response is lost and the list fails with %s",
  async (_, effect) => {
    const { id, outs } = await created();
    jetEmail.simulator.faults.add({ path: ROTATE, when: "after", reset: true });
    jetEmail.simulator.faults.add({ method: "GET", ...effect });
    const error = await failureOf(rotate(jetEmail.account, id, outs, AT));
    expect(error.name).toBe("JetEmailError");
    expect(error.message).toMatch(/^The rotation was requested, but it is not known whether it was done\. No answer/);
    expect(error.message).toMatch(
      /The list of keys, which would tell, could not be read\. \w.*Run `pulumi up` again: it finds out before it rotates\./,
    );
    for (const token of jetEmail.simulator.issuedTokens) {
      expect(shown(error)).not.toContain(token);
    }
    jetEmail.simulator.clearRequests();

    expect((await rotate(jetEmail.account, id, outs, AT)).apiToken).toBe(jetEmail.key.token);
    expect(jetEmail.simulator.issuedTokens).toHaveLength(2);
  },
);

test("says that the key no longer exists when it was deleted outside Pulumi", async () => {
  const { id, outs } = await created();
  jetEmail.simulator.edit.delete(id);
  const error = await failureOf(rotate(jetEmail.account, id, outs, AT));
  expect(error).toBeInstanceOf(KeyGoneError);
  expect(error.message).toContain(`The key "receipts" (${id}) no longer exists at JetEmail.`);
});

test("finds the new token by name and creation time on the older API version", async () => {
  jetEmail.simulator.options.dialect = "older";
  jetEmail.simulator.options.now = () => 1_700_000_000_000;
  const { id, outs } = await created();
  jetEmail.simulator.edit.create({ name: "invoices" });
  jetEmail.simulator.faults.add({ path: ROTATE, when: "after", reset: true });
  const after = await rotate(jetEmail.account, id, outs, AT);
  expect(after.apiToken).toBe(jetEmail.simulator.keys[0]?.token);
  expect(after.uuid).toBe(id);
});
