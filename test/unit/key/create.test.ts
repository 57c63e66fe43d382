import { PartialError } from "../../../provider/errors/partialError";
import { fingerprintOf, provisionalId } from "../../../provider/jetemail/keyIdentities";
import { create } from "../../../provider/key/create";
import { DEFAULTS, type Outputs } from "../../../provider/key/model";
import { read } from "../../../provider/key/read";
import { update } from "../../../provider/key/update";
import { type CreateRecord, CreateRecords, hashOf } from "../../../provider/run/createRecords";
import { RESOURCE } from "../../harness/arguments";
import { failureOf } from "../../harness/failure";
import { UNUSABLE_ANSWERS } from "../../harness/faults";
import { accountOf, FINGERPRINT, useJetEmail } from "../../harness/jetEmail";
import { API_CALLS } from "../../harness/simulator";

const jetEmail = useJetEmail();
const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

const partialFailureOf = (creation: Promise<unknown>) => failureOf<PartialError<Outputs>>(creation);

test("creates a key, and returns its uuid, its token and every effective argument", async () => {
  jetEmail.simulator.options.now = () => Date.UTC(2026, 0, 2);
  const { id, outs } = await create(
    jetEmail.account,
    { name: "receipts", quota: 5, approvedDomains: ["example.com"] },
    RESOURCE,
  );
  const { uuid, token } = jetEmail.key;
  expect(jetEmail.calls()).toEqual(["GET", "POST", "GET"]);
  expect(id).toBe(uuid);
  expect(outs).toEqual({
    ...DEFAULTS,
    name: "receipts",
    quota: 5,
    approvedDomains: ["example.com"],
    uuid,
    apiToken: token,
    tokenFingerprint: fingerprintOf(token),
    status: "active",
    createdAt: "2026-01-02T00:00:00.000Z",
    rotatedAt: expect.stringMatching(ISO),
    accountFingerprint: FINGERPRINT,
  });
});

test("disables a key that is declared disabled, right after its creation", async () => {
  const { outs } = await create(jetEmail.account, { name: "receipts", enabled: false }, RESOURCE);
  expect(jetEmail.simulator.requests.map(({ method, body }) => [method, body])).toEqual([
    ["GET", undefined],
    ["POST", expect.not.objectContaining({ enabled: expect.anything(), status: expect.anything() })],
    ["PATCH", { api_token: jetEmail.key.token, status: 0 }],
    ["GET", undefined],
  ]);
  expect(jetEmail.key.status).toBe("disabled");
  expect(outs).toMatchObject({ enabled: false, status: "disabled" });
});

test("gives two keys with the same name their own uuids and tokens", async () => {
  const first = await create(jetEmail.account, { name: "receipts" }, RESOURCE);
  const second = await create(jetEmail.owningAccount, { name: "receipts" }, RESOURCE);
  expect([first.id, second.id]).toEqual(jetEmail.simulator.keys.map(({ uuid }) => uuid));
  expect([first.outs.apiToken, second.outs.apiToken]).toEqual(jetEmail.simulator.issuedTokens);
});

test("makes a provisional id of the token's fingerprint on the older API version", async () => {
  jetEmail.simulator.options.dialect = "older";
  const { id, outs } = await create(jetEmail.account, { name: "receipts" }, RESOURCE);
  expect(id).toBe(`fingerprint-${fingerprintOf(jetEmail.key.token)}`);
  expect(outs).toMatchObject({ uuid: id, status: "active" });
});

test("throws no partial error when JetEmail refuses the request", async () => {
  jetEmail.simulator.options.maxKeys = 0;
  const error = await failureOf(create(jetEmail.account, { name: "receipts", enabled: false }, RESOURCE));
  expect(error).not.toBeInstanceOf(PartialError);
  expect(jetEmail.calls()).toEqual(["GET", "POST"]);
});

test("creates nothing when the list cannot be read before the request", async () => {
  jetEmail.simulator.faults.add({ method: "GET", status: 500 });
  const { account } = jetEmail;
  await expect(create(account, { name: "receipts" }, RESOURCE)).rejects.toMatchObject({ status: 500 });
  expect(jetEmail.simulator.keys).toEqual([]);
  await create(account, { name: "receipts" }, RESOURCE);
  expect(jetEmail.simulator.keys).toHaveLength(1);
});

describe.each(Object.entries(UNUSABLE_ANSWERS))("a create after which the list fails with %s", (_, effect) => {
  test("saves the token of the key that was created", async () => {
    jetEmail.simulator.faults.add({ method: "GET", skip: 1, ...effect });
    const error = await partialFailureOf(create(jetEmail.account, { name: "receipts", quota: 5 }, RESOURCE));
    const { token } = jetEmail.key;
    expect(error).toBeInstanceOf(PartialError);
    expect(error.id).toBe(provisionalId(token));
    expect(error.properties).toEqual({
      ...DEFAULTS,
      name: "receipts",
      quota: 5,
      uuid: provisionalId(token),
      apiToken: token,
      tokenFingerprint: fingerprintOf(token),
      createdAt: expect.stringMatching(ISO),
      rotatedAt: expect.stringMatching(ISO),
      accountFingerprint: FINGERPRINT,
    });
    expect(error.message).toMatch(/^The key was created and its token saved, but its uuid could not be looked up\. \w/);
  });

  test("is completed by the next update, and the next read returns the uuid", async () => {
    jetEmail.simulator.faults.add({ method: "GET", skip: 1, ...effect });
    const args = { name: "receipts", quota: 5 };
    const { id, properties } = await partialFailureOf(create(jetEmail.account, args, RESOURCE));
    jetEmail.simulator.clearRequests();

    const outs = await update(jetEmail.account, id, properties, args);
    expect(jetEmail.calls()).toEqual(["GET"]);
    expect(outs).toMatchObject({ uuid: jetEmail.key.uuid, apiToken: jetEmail.key.token, status: "active", quota: 5 });
    expect(outs.createdAt).toBe(new Date(jetEmail.key.createdAt).toISOString());
    expect(outs.rotatedAt).toBe(properties.rotatedAt);

    expect(await read(jetEmail.account, id, outs)).toEqual({ id: jetEmail.key.uuid, outs, inputs: args });
    expect(jetEmail.simulator.issuedTokens).toHaveLength(1);
  });
});

test("waits for a list that lags behind", async () => {
  jetEmail.simulator.faults.add({ ...API_CALLS.list, when: "after", skip: 1, count: 3, list: "lagging" });
  const account = accountOf(jetEmail.client, { listing: 30_000 });
  const { id, outs } = await create(account, { name: "receipts" }, RESOURCE);
  expect({ id, token: outs.apiToken }).toEqual({ id: jetEmail.key.uuid, token: jetEmail.key.token });
  expect(jetEmail.calls()).toEqual(["GET", "POST", "GET", "GET", "GET", "GET"]);
});

test("saves the token when the list does not have the new key even after a wait", async () => {
  jetEmail.simulator.faults.add({ ...API_CALLS.list, when: "after", skip: 1, count: 1000, list: "lagging" });
  const error = await partialFailureOf(create(jetEmail.account, { name: "receipts" }, RESOURCE));
  expect(error.properties.apiToken).toBe(jetEmail.key.token);
  expect(error.message).toContain("JetEmail does not list the new key yet.");
});

test("finds a key by its token, whatever the list shows for its other settings", async () => {
  jetEmail.simulator.faults.add({ ...API_CALLS.create, when: "after", storesLess: true });
  const { id, outs, notes } = await create(
    jetEmail.account,
    { name: "receipts", quota: 5000, ipRestrictions: ["10.1.2.3/8"] },
    RESOURCE,
  );
  expect(id).toBe(jetEmail.key.uuid);
  expect(outs).toMatchObject({ quota: 100, ipRestrictions: ["10.0.0.0/8"] });
  expect(notes).toEqual([
    'JetEmail stored the key "receipts" with other settings than declared: quota: 100 instead of 5000, ipRestrictions: ["10.0.0.0/8"] instead of ["10.1.2.3/8"].',
  ]);
});

test("saves a key that could not be disabled as enabled", async () => {
  jetEmail.simulator.faults.add({ method: "PATCH", status: 500 });
  const { id, properties, failures } = await partialFailureOf(
    create(jetEmail.account, { name: "receipts", enabled: false }, RESOURCE),
  );
  expect(id).toBe(jetEmail.key.uuid);
  expect(properties).toMatchObject({ enabled: true, status: "active", uuid: id, apiToken: jetEmail.key.token });
  expect(failures).toMatchObject([
    {
      text: expect.stringMatching(
        /^The key was created and is live, but could not be switched off\. JetEmail answered 500/,
      ),
    },
  ]);

  const outs = await update(jetEmail.account, id, properties, { name: "receipts", enabled: false });
  expect(jetEmail.key.status).toBe("disabled");
  expect(outs).toMatchObject({ enabled: false, status: "disabled" });
});

test("saves a key that was disabled but not looked up as disabled", async () => {
  jetEmail.simulator.faults.add({ method: "GET", skip: 1, status: 500 });
  const { properties } = await partialFailureOf(
    create(jetEmail.account, { name: "receipts", enabled: false }, RESOURCE),
  );
  expect(properties.enabled).toBe(false);
});

test("completes a key that was neither disabled nor looked up in the next update", async () => {
  jetEmail.simulator.faults.add({ method: "PATCH", reset: true });
  jetEmail.simulator.faults.add({ method: "GET", skip: 1, reset: true });
  const args = { name: "receipts", enabled: false };
  const { id, properties, failures } = await partialFailureOf(create(jetEmail.account, args, RESOURCE));
  expect(id).toBe(provisionalId(jetEmail.key.token));
  expect(properties.enabled).toBe(true);
  expect(failures).toMatchObject([{ codes: [606, 307] }, { codes: [607, 307] }]);
  jetEmail.simulator.clearRequests();

  const outs = await update(jetEmail.account, id, properties, args);
  expect(jetEmail.calls()).toEqual(["GET", "PATCH"]);
  expect(outs).toMatchObject({ enabled: false, status: "disabled", uuid: jetEmail.key.uuid });
});

test("goes on with the token of a partially created key when it is repeated", async () => {
  const { account } = jetEmail;
  jetEmail.simulator.faults.add({ method: "GET", skip: 1, status: 500 });
  await expect(create(account, { name: "receipts" }, RESOURCE)).rejects.toThrow("its uuid could not be looked up");
  const { id, outs } = await create(account, { name: "receipts" }, RESOURCE);
  expect({ id, token: outs.apiToken }).toEqual({ id: jetEmail.key.uuid, token: jetEmail.key.token });
});

test("returns the same key when it is repeated, and another one for another resource", async () => {
  const { account } = jetEmail;
  const first = await create(account, { name: "receipts" }, RESOURCE);
  const again = await create(account, { name: "receipts" }, RESOURCE);
  expect({ ...again.outs, createdAt: "" }).toEqual({ ...first.outs, createdAt: "" });
  expect(again.id).toBe(first.id);
  expect(jetEmail.calls().filter((method) => method === "POST")).toHaveLength(1);
  const other = await create(account, { name: "receipts" }, "another resource");
  expect(other.id).not.toBe(first.id);
});

describe("what an update that was killed may have made", () => {
  /** An account of which such an update has left records of creates for the resource. */
  const accountAfter = (...records: Pick<CreateRecord, "name" | "at">[]) => {
    const createRecords = new CreateRecords();
    const interrupted = records.map(({ name, at }) => ({ name: hashOf(name), at }));
    jest.spyOn(createRecords, "interrupted").mockResolvedValue(interrupted);
    return accountOf(jetEmail.client, {}, { createRecords });
  };

  test("is named under the name that it has, which may be another one", async () => {
    const { uuid } = jetEmail.simulator.edit.create({ name: "receipts-1" });
    const account = accountAfter({ name: "receipts-1", at: 0 });
    const { message } = await failureOf(create(account, { name: "receipts-2" }, RESOURCE));
    expect(message).toContain(`JetEmail already has a key named "receipts-1"`);
    expect(message).toContain(`\`adopt: "${uuid}"\``);
    expect(jetEmail.simulator.keys).toHaveLength(1);
  });

  test("is waited for if that was a moment ago, and the list may not show it yet", async () => {
    jetEmail.simulator.edit.create({ name: "receipts" });
    jetEmail.simulator.faults.add({ ...API_CALLS.list, when: "after", count: 2, list: "lagging" });
    const account = accountAfter({ name: "receipts", at: Date.now() });
    expect(await failureOf(create(account, { name: "receipts" }, RESOURCE))).toMatchObject({ codes: [601] });
    expect(jetEmail.simulator.keys).toHaveLength(1);
  });

  test("prevents no create if the list never shows it, or if it has an owner", async () => {
    const { token } = jetEmail.simulator.edit.create({ name: "receipts-1" });
    const account = accountAfter({ name: "receipts-1", at: 0 }, { name: "receipts-2", at: Date.now() });
    await account.ownedKeys.manage(token);
    await create(account, { name: "receipts-3" }, RESOURCE);
    expect(jetEmail.simulator.keys).toHaveLength(2);
  });

  test("stays recorded if it is not known by the end of the update, and no longer once it was named", async () => {
    const account = accountAfter({ name: "receipts", at: 0 });
    const [left, settled] = (["leaveUnresolved", "settle"] as const).map((method) =>
      jest.spyOn(account.createRecords, method),
    );
    jetEmail.simulator.faults.add({ ...API_CALLS.create, status: 502 });
    expect(await failureOf(create(account, { name: "receipts" }, RESOURCE))).toMatchObject({ codes: [604, 305] });
    expect(settled?.mock.calls).toEqual([[RESOURCE]]);
    expect(left?.mock.calls).toEqual([["receipts"]]);
  });

  test("is named if the list shows it only after the create", async () => {
    const { uuid } = jetEmail.simulator.edit.create({ name: "receipts" });
    jetEmail.simulator.faults.add({ ...API_CALLS.list, when: "after", list: "lagging" });
    const { notes } = await create(jetEmail.account, { name: "receipts" }, RESOURCE);
    expect(notes).toEqual([
      `JetEmail has a key named "receipts" (${uuid}) that no resource of this update is known to own: an interrupted update may have left it. If no other stack has it, delete it in JetEmail's dashboard.`,
    ]);
  });

  test("is not what another resource of the update has just created", async () => {
    const { account } = jetEmail;
    const created = await Promise.all([
      create(account, { name: "receipts" }, RESOURCE),
      create(account, { name: "receipts" }, "another resource"),
    ]);
    expect(created.flatMap(({ notes }) => notes)).toEqual([]);
  });
});
