import type { PartialError } from "../../../provider/errors/partialError";
import { Client } from "../../../provider/jetemail/client";
import { Transport } from "../../../provider/jetemail/http/transport";
import { create } from "../../../provider/key/create";
import { deleteKey } from "../../../provider/key/delete";
import type { Outputs } from "../../../provider/key/model";
import { RESOURCE } from "../../harness/arguments";
import { failureOf } from "../../harness/failure";
import { UNUSABLE_ANSWERS } from "../../harness/faults";
import { accountOf, LONG_AGO, useJetEmail } from "../../harness/jetEmail";
import { API_CALLS } from "../../harness/simulator";

const jetEmail = useJetEmail();

async function created(name = "receipts"): Promise<{ id: string; outs: Outputs }> {
  const key = await create(jetEmail.owningAccount, { name }, RESOURCE);
  jetEmail.simulator.clearRequests();
  return { ...key, outs: { ...key.outs, rotatedAt: LONG_AGO } };
}

test("deletes the key in one request", async () => {
  const { id, outs } = await created();
  await deleteKey(jetEmail.account, id, outs);
  expect(jetEmail.simulator.keys).toEqual([]);
  expect(jetEmail.calls()).toEqual(["DELETE"]);
});

test("keeps another key with the same name", async () => {
  const other = await created();
  const { id, outs } = await created();
  await deleteKey(jetEmail.account, id, outs);
  expect(jetEmail.key.uuid).toBe(other.id);
});

test.each([400, 404, 410])(
  "succeeds for a key that is gone already, which JetEmail reports with %i",
  async (status) => {
    const { id, outs } = await created();
    jetEmail.simulator.options.unknownTokenStatus = status;
    jetEmail.simulator.edit.delete(id);
    await deleteKey(jetEmail.account, id, outs);
    expect(jetEmail.calls()).toEqual(["DELETE", "GET"]);
  },
);

test.each([400, 404, 410])(
  "finds the current token of a key that was rotated outside Pulumi, when JetEmail responds with %i",
  async (status) => {
    const { id, outs } = await created();
    jetEmail.simulator.options.unknownTokenStatus = status;
    jetEmail.simulator.edit.rotate(id);
    await deleteKey(jetEmail.account, id, outs);
    expect(jetEmail.simulator.keys).toEqual([]);
    expect(jetEmail.calls()).toEqual(["DELETE", "GET", "DELETE"]);
  },
);

test("deletes by the token on the older API version", async () => {
  jetEmail.simulator.options.dialect = "older";
  await created();
  const { id, outs } = await created("invoices");
  await deleteKey(jetEmail.account, id, outs);
  expect(jetEmail.key.name).toBe("receipts");
});

test("tries once more if a server does not know a token yet that was issued a moment ago", async () => {
  const { id, outs } = await create(jetEmail.account, { name: "receipts" }, RESOURCE);
  jetEmail.simulator.faults.add({ ...API_CALLS.remove, status: 404 });
  await deleteKey(jetEmail.account, id, outs);
  expect(jetEmail.simulator.keys).toEqual([]);
});

test("deletes a partially created key", async () => {
  jetEmail.simulator.faults.add({ method: "GET", skip: 1, status: 500 });
  const { id, properties } = await failureOf<PartialError<Outputs>>(
    create(jetEmail.account, { name: "receipts" }, RESOURCE),
  );
  await deleteKey(jetEmail.account, id, properties);
  expect(jetEmail.simulator.keys).toEqual([]);
});

describe("throws and keeps the key when", () => {
  test("JetEmail refuses with status 200", async () => {
    const { id, outs } = await created();
    jetEmail.simulator.faults.add({ method: "DELETE", status: 200, body: { success: false, error: "not found" } });
    expect(await failureOf(deleteKey(jetEmail.account, id, outs))).toMatchObject({ name: "ApiError", status: 200 });
    expect(jetEmail.key.uuid).toBe(id);
  });

  test("JetEmail responds with 404 and still lists the key", async () => {
    const { id, outs } = await created();
    jetEmail.simulator.faults.add({ method: "DELETE", status: 404 });
    expect(await failureOf(deleteKey(jetEmail.account, id, outs))).toMatchObject({ name: "ApiError", status: 404 });
    expect(jetEmail.key.uuid).toBe(id);
  });

  test("the list may not be complete", async () => {
    const { id, outs } = await created();
    jetEmail.simulator.faults.add({ method: "DELETE", status: 404 });
    jetEmail.simulator.faults.add({ ...API_CALLS.list, when: "after", list: "first page" });
    expect(await failureOf(deleteKey(jetEmail.account, id, outs))).toMatchObject({ codes: [708] });
    expect(jetEmail.key.uuid).toBe(id);
  });

  test.each([0, 1])("the list is of another account, after %d failures to read it", async (failures) => {
    const { id, outs } = await created();
    const other = jetEmail.simulator.openAccount();
    const { url } = jetEmail.simulator;
    const client = new Client(new Transport({ apiKey: other.accountKey, baseUrl: new URL(url) }));
    jetEmail.simulator.faults.add({ method: "GET", count: failures, status: 404 });
    expect(await failureOf(deleteKey(accountOf(client, {}, { fingerprint: "of another" }), id, outs))).toMatchObject({
      codes: [707],
    });
    await client.close();
    expect(jetEmail.key.uuid).toBe(id);
  });

  test("the list shows nothing, and the account is another one", async () => {
    const { id, outs } = await created();
    const account = accountOf(jetEmail.client, {}, { fingerprint: "of another" });
    jetEmail.simulator.faults.add({ method: "DELETE", status: 404 });
    jetEmail.simulator.faults.add({ method: "GET", status: 200, body: { success: true, transactionalKeys: [] } });
    expect(await failureOf(deleteKey(account, id, outs))).toMatchObject({ codes: [707] });
  });

  test.each(Object.entries(UNUSABLE_ANSWERS))("the token is invalid and the list fails with %s", async (_, effect) => {
    const { id, outs } = await created();
    jetEmail.simulator.edit.rotate(id);
    jetEmail.simulator.faults.add({ method: "GET", ...effect });
    await failureOf(deleteKey(jetEmail.account, id, outs));
    expect(jetEmail.key.uuid).toBe(id);
  });

  test.each(["rotated", "deleted"])("it was %s elsewhere on the older API version", async (what) => {
    jetEmail.simulator.options.dialect = "older";
    await created();
    const { id, outs } = await created("invoices");
    const uuid = jetEmail.simulator.keys[1]?.uuid ?? "";
    jetEmail.simulator.edit[what === "rotated" ? "rotate" : "delete"](uuid);
    const { length } = jetEmail.simulator.keys;
    expect(await failureOf(deleteKey(jetEmail.account, id, outs))).toMatchObject({ codes: [712] });
    expect(jetEmail.simulator.keys).toHaveLength(length);
  });
});

test("succeeds for a key that is deleted already and stays in the list for a while", async () => {
  const { id, outs } = await created();
  jetEmail.simulator.edit.delete(id);
  jetEmail.simulator.faults.add({ ...API_CALLS.list, when: "after", count: 2, list: "lagging" });
  await deleteKey(jetEmail.account, id, outs);
  expect(jetEmail.calls()).toEqual(["DELETE", "GET", "GET", "GET"]);
});

test.each([401, 403, 429, 500])(
  "throws when JetEmail responds with %i, whether the key exists or not",
  async (status) => {
    const { id, outs } = await created();
    jetEmail.simulator.faults.add({ method: "DELETE", count: 2, status });
    expect(await failureOf(deleteKey(jetEmail.account, id, outs))).toMatchObject({ name: "ApiError", status });
    jetEmail.simulator.edit.delete(id);
    expect(await failureOf(deleteKey(jetEmail.account, id, outs))).toMatchObject({ name: "ApiError", status });
    expect(jetEmail.calls()).toEqual(["DELETE", "DELETE"]);
  },
);
