import { failureOf } from "../../harness/failure";
import { useJetEmail } from "../../harness/jetEmail";

const jetEmail = useJetEmail();

const KEY = { api_token: "transactional_1", name: "receipts", status: "active" };

const respondWith = (body: string | object, status = 200) => jetEmail.simulator.faults.add({ status, body });

async function listed(fields: object) {
  respondWith({ success: true, transactionalKeys: [{ ...KEY, ...fields }] });
  return (await jetEmail.client.listKeys())[0];
}

describe("a listed key", () => {
  test("needs no more than its token, its name and its status", async () => {
    const least = {
      token: "transactional_1",
      uuid: undefined,
      name: "receipts",
      status: "active",
      allowAllDomains: false,
      approvedDomains: [],
      quota: 0,
      ipRestrictions: [],
      usage: 0,
      createdAt: undefined,
    };
    expect(await listed({})).toEqual(least);
    const nothing = {
      uuid: null,
      allowAllDomains: null,
      approvedDomains: null,
      quota: null,
      ipRestrictions: null,
      usage: null,
    };
    expect(await listed({ ...nothing, created_date: null })).toEqual(least);
  });

  test.each([
    [{ status: 0 }, { status: "disabled" }],
    [{ status: 1 }, { status: "active" }],
    [{ status: "0" }, { status: "disabled" }],
    [{ status: "1" }, { status: "active" }],
    [{ status: "quota-locked" }, { status: "quota-locked" }],
    [{ allowAllDomains: 1 }, { allowAllDomains: true }],
    [{ allowAllDomains: 0 }, { allowAllDomains: false }],
    [{ approvedDomains: '["a.example"]' }, { approvedDomains: ["a.example"] }],
    [{ approvedDomains: "" }, { approvedDomains: [] }],
    [{ ipRestrictions: "[]" }, { ipRestrictions: [] }],
    [{ quota: "500" }, { quota: 500 }],
    [{ usage: "7" }, { usage: 7 }],
    [{ created_date: "1767312000000" }, { createdAt: "2026-01-02T00:00:00.000Z" }],
    [{ created_date: 1_767_312_000_000 }, { createdAt: "2026-01-02T00:00:00.000Z" }],
  ])("with %j is read as %j", async (fields, expected) => {
    expect(await listed(fields)).toMatchObject(expected);
  });

  test.each([
    { api_token: "" },
    { api_token: 7 },
    { api_token: undefined },
    { uuid: "" },
    { uuid: 7 },
    { name: null },
    { status: "" },
    { status: 2 },
    { status: undefined },
    { allowAllDomains: "true" },
    { approvedDomains: "a.example" },
    { approvedDomains: "null" },
    { approvedDomains: "[1]" },
    { approvedDomains: [null] },
    { ipRestrictions: {} },
    { quota: 1.5 },
    { quota: "many" },
    { usage: -0.5 },
    { created_date: "yesterday" },
    { created_date: 1e18 },
  ])("with %p makes the entire list unusable", async (fields) => {
    respondWith({ success: true, transactionalKeys: [KEY, { ...KEY, ...fields }] });
    const error = await failureOf(jetEmail.client.listKeys());
    expect(error).toMatchObject({ name: "ResponseError", message: expect.stringContaining("its shape differs") });
  });
});

test.each(["{}", "[]", "true", '"ok"', '{"success":true}', '{"api_token":""}', '{"api_token":null}'])(
  "rejects %s as the response to a create, since it has no token",
  async (body) => {
    respondWith(body);
    const settings = { name: "x", allowAllDomains: false, approvedDomains: [], quota: 0, ipRestrictions: [] };
    expect(await failureOf(jetEmail.client.createKey(settings))).toMatchObject({ name: "ResponseError" });
  },
);

test.each(["{}", "[]", "null", '{"success":1}', '{"message":"ok"}'])(
  "rejects %s as the response to an update or a deletion",
  async (body) => {
    for (const call of [
      () => jetEmail.client.updateKey("t", { quota: 1 }),
      () => jetEmail.client.setEnabled("t", true),
      () => jetEmail.client.deleteKey("t"),
    ]) {
      respondWith(body);
      expect(await failureOf(call())).toMatchObject({ name: "ResponseError" });
    }
  },
);

test.each(["", "<html>", "{", "undefined", "\ufeff{}"])("rejects %p, which is not JSON", async (body) => {
  respondWith(body);
  const error = await failureOf(jetEmail.client.listKeys());
  expect(error).toMatchObject({ name: "ResponseError", message: expect.stringContaining("it is not JSON") });
});

describe("a refusal", () => {
  test("may have an error that is not a text", async () => {
    respondWith({ success: false, error: { code: 7 } }, 200);
    const error = await failureOf(jetEmail.client.listKeys());
    expect(error).toMatchObject({ name: "ApiError", status: 200 });
    expect(error.message).toContain("JetEmail answered 200 to GET");
  });

  test("is quoted as one short line without a credential", async () => {
    const secret = "transactional_0123456789abcdef";
    respondWith({ success: false, error: `Bad\u001b[31m\r\n${secret} ${"x".repeat(500)}` }, 400);
    const { message } = await failureOf(jetEmail.client.listKeys());
    expect(message).toContain('"Bad [31m transactional_[secret] xxx');
    expect(message).toMatch(/x…" to GET/);
    expect(message).not.toContain("\u001b");
  });
});
