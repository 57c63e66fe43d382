import type { Outputs } from "../../../provider/key/model";
import { outputsOfNewKey } from "../../../provider/key/outputs";
import { resolveCreatedKey } from "../../../provider/key/resolveCreatedKey";
import { failureOf } from "../../harness/failure";
import { useJetEmail } from "../../harness/jetEmail";
import { API_CALLS } from "../../harness/simulator";

const jetEmail = useJetEmail();
const ISSUED_AT = "2026-01-02T00:00:00.000Z";

/** A key whose create could not look up its uuid. */
function created(): Outputs {
  const { token } = jetEmail.simulator.edit.create({ name: "receipts", quota: 5 });
  return outputsOfNewKey({ token, issuedAt: ISSUED_AT, notes: [], since: 0 }, { name: "receipts" }, jetEmail.account);
}

test("completes a key with what the list shows, and keeps when its token was issued", async () => {
  const known = created();
  const { uuid } = jetEmail.key;
  expect(await resolveCreatedKey(jetEmail.account, uuid, known)).toEqual({
    ...known,
    ...{ uuid, quota: 5, status: "active", createdAt: new Date(jetEmail.key.createdAt).toISOString() },
    rotatedAt: ISSUED_AT,
  });
});

test("returns a key that is complete as it is, without a request", async () => {
  const known = { ...created(), status: "disabled" };
  expect(await resolveCreatedKey(jetEmail.account, known.uuid, known)).toBe(known);
  expect(jetEmail.calls()).toEqual([]);
});

test("fails without a token in its message while the list does not show the key", async () => {
  const known = created();
  jetEmail.simulator.faults.add({ ...API_CALLS.list, when: "after", list: "lagging" });
  const { message } = await failureOf(
    resolveCreatedKey(jetEmail.account, known.uuid, { ...known, name: "re\nceipts" }),
  );
  expect(message).toBe(
    'JetEmail does not list the new key "re ceipts" yet; its token is saved. Run `pulumi up` again later. [JETEMAIL-608]',
  );
});
