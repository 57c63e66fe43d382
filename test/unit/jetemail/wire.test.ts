import { keyList } from "../../../provider/jetemail/wire";
import { failureOf } from "../../harness/failure";
import { useJetEmail } from "../../harness/jetEmail";

const jetEmail = useJetEmail();
const NEVER = new AbortController().signal;

const KEY = { api_token: "transactional_1", name: "receipts", status: "active" };

const respondWith = (body: string | object, status = 200) => jetEmail.simulator.faults.add({ status, body });

async function listed(fields: object) {
  respondWith({ success: true, transactionalKeys: [{ ...KEY, ...fields }] });
  return (await jetEmail.client.listKeys()).keys[0];
}

describe("a listed key", () => {
  test("needs no more than its token", async () => {
    const { api_token } = KEY;
    respondWith({ success: true, transactionalKeys: [{ api_token }] });
    expect((await jetEmail.client.listKeys()).keys).toEqual([{ token: "transactional_1" }]);
  });

  test("has no field that is null or omitted", async () => {
    const nothing = {
      ...{ uuid: null, name: null, status: null, allowAllDomains: null, approvedDomains: null },
      ...{ quota: null, ipRestrictions: null, usage: null, created_date: null },
    };
    expect(await listed(nothing)).toEqual({ token: "transactional_1" });
  });

  test("is read as the older reference shows it", async () => {
    const entry = {
      ...{ api_token: "transactional_1", status: "active", approvedDomains: '["alloweddomain.com"]', usage: 0 },
      ...{ quota: 0, ipRestrictions: '["1.1.1.1"]', created_date: "1724113774000", last_modified: 1735937552 },
    };
    respondWith({ success: true, "transactional-keys": [entry] });
    expect((await jetEmail.client.listKeys()).keys).toEqual([
      {
        ...{ token: "transactional_1", status: "active", approvedDomains: ["alloweddomain.com"], usage: 0, quota: 0 },
        ...{ ipRestrictions: ["1.1.1.1"], createdAt: "2024-08-20T00:29:34.000Z" },
      },
    ]);
  });

  test.each([
    [{ status: 0 }, { status: "inactive" }],
    [{ status: 1 }, { status: "active" }],
    [{ status: "0" }, { status: "inactive" }],
    [{ status: "1" }, { status: "active" }],
    [{ status: "quota-locked" }, { status: "quota-locked" }],
    [{ status: "Disabled" }, { status: "disabled" }],
    [{ allowAllDomains: 1 }, { allowAllDomains: true }],
    [{ allowAllDomains: 0 }, { allowAllDomains: false }],
    [{ approvedDomains: '["a.example"]' }, { approvedDomains: ["a.example"] }],
    [{ approvedDomains: "" }, { approvedDomains: [] }],
    [{ ipRestrictions: "[]" }, { ipRestrictions: [] }],
    [{ quota: "500" }, { quota: 500 }],
    [{ usage: "7" }, { usage: 7 }],
    [{ created_date: "1767312000000" }, { createdAt: "2026-01-02T00:00:00.000Z" }],
    [{ created_date: 1_767_312_000_000 }, { createdAt: "2026-01-02T00:00:00.000Z" }],
    [{ created_date: "1724113774.512" }, { createdAt: "2024-08-20T00:29:34.512Z" }],
    [{ created_date: 1_724_113_774 }, { createdAt: "2024-08-20T00:29:34.000Z" }],
    [{ created_date: "yesterday" }, { name: "receipts" }],
    [{ created_date: 1e18 }, { name: "receipts" }],
    [{ usage: -0.5 }, { name: "receipts" }],
  ])("with %j is read as %j", async (fields, expected) => {
    expect(await listed(fields)).toMatchObject(expected);
  });

  test.each([
    { api_token: "" },
    { api_token: 7 },
    { api_token: undefined },
    { uuid: "" },
    { uuid: 7 },
    { name: 7 },
    { status: "" },
    { status: 2 },
    { allowAllDomains: "true" },
    { approvedDomains: "a.example" },
    { approvedDomains: "null" },
    { approvedDomains: "[1]" },
    { approvedDomains: [null] },
    { ipRestrictions: {} },
    { quota: 1.5 },
    { quota: "many" },
  ])("with %p is unreadable, and the others are read", async (fields) => {
    const { api_token, ...odd } = { ...KEY, api_token: "transactional_2", ...fields };
    respondWith({ success: true, transactionalKeys: [KEY, { ...odd, api_token }] });
    const { keys, unreadable } = await jetEmail.client.listKeys();
    expect(keys).toEqual([{ token: "transactional_1", name: "receipts", status: "active" }]);
    expect(unreadable).toEqual([
      {
        ...(typeof odd.name === "string" && { name: odd.name }),
        ...(typeof api_token === "string" && api_token !== "" && { token: api_token }),
      },
    ]);
  });

  test.each([null, 7, "transactional_1", []])("that is %p is unreadable", async (entry) => {
    respondWith({ success: true, transactionalKeys: [entry, KEY] });
    const { keys, unreadable } = await jetEmail.client.listKeys();
    expect({ keys: keys.length, unreadable }).toEqual({ keys: 1, unreadable: [{}] });
  });

  test("that is unreadable is known by its name, its uuid and its token, if it has them", async () => {
    respondWith({ success: true, transactionalKeys: [{ ...KEY, uuid: "u1", quota: "many" }] });
    expect((await jetEmail.client.listKeys()).unreadable).toEqual([
      { name: "receipts", token: "transactional_1", uuid: "u1" },
    ]);
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

test.each(["{}", "[]", "null", '{"success":2}', '{"message":"ok"}'])(
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

test.each(["", "<html>", "{", "undefined", "{}\ufeff"])("rejects %p, which is not JSON", async (body) => {
  respondWith(body);
  const error = await failureOf(jetEmail.client.listKeys());
  expect(error).toMatchObject({ name: "ResponseError", message: expect.stringContaining("it is not JSON") });
});

describe("a list in two envelopes", () => {
  const first = KEY;
  const second = { ...KEY, api_token: "transactional_2" };
  const tokens = async () => (await jetEmail.client.listKeys()).keys.map(({ token }) => token);

  test.each([
    { transactionalKeys: [], "transactional-keys": [first, second] },
    { transactionalKeys: [first], "transactional-keys": [first, second] },
    { transactionalKeys: [first, second], "transactional-keys": null },
  ])("has the keys of both, each once: %j", async (envelopes) => {
    respondWith({ success: true, ...envelopes });
    expect(await tokens()).toEqual(["transactional_1", "transactional_2"]);
  });

  test("has of a key what either of them shows", async () => {
    respondWith({ success: true, transactionalKeys: [KEY], "transactional-keys": [{ ...KEY, name: "x", uuid: "u1" }] });
    expect((await jetEmail.client.listKeys()).keys).toMatchObject([{ name: "receipts", uuid: "u1" }]);
  });

  test.each([{ keys: [second] }, { data: { transactionalKeys: [second] } }])(
    "may have a key that is shown elsewhere: %j",
    async (others) => {
      respondWith({ success: true, transactionalKeys: [KEY], domains: [{}], ...others });
      const list = await jetEmail.client.listKeys();
      expect(list.keys).toHaveLength(1);
      expect(list.mayHide({ token: "transactional_2" })).toBe(true);
      expect(list.mayHide({ token: "transactional_3" })).toBe(false);
    },
  );
});

test.each<object>([
  ...[false, 0, "false", "0"].map((success) => ({ success, error: "replica down", transactionalKeys: [] })),
  { error: "replica down", transactionalKeys: [] },
])("%j is a refusal", async (body) => {
  respondWith(body);
  const { message } = await failureOf(jetEmail.client.listKeys());
  expect(message).toContain('JetEmail answered 200 "replica down" to GET');
});

test("a token that comes with an error is kept, unless the response says no", async () => {
  const settings = { name: "x", allowAllDomains: false, approvedDomains: [], quota: 0, ipRestrictions: [] };
  respondWith({ error: "no mail was sent", api_token: "transactional_1" });
  expect(await jetEmail.client.createKey(settings)).toBe("transactional_1");
  respondWith({ success: 0, api_token: "transactional_1" });
  expect(await failureOf(jetEmail.client.createKey(settings))).toMatchObject({ name: "ApiError", status: 200 });
});

test("an update or a deletion that is acknowledged by 1 is done", async () => {
  respondWith({ success: 1 });
  await jetEmail.client.updateKey("t", { quota: 1 });
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

describe("the domains of an account", () => {
  const dns = (spf: unknown, dkim: unknown) => ({
    ...{ spf: { verified: spf }, dkim: { verified: dkim } },
    ...{ dmarc: { verified: false }, tracking: { verified: false } },
  });

  test.each<[unknown, unknown, boolean]>([
    [true, true, true],
    [1, 1, true],
    [true, false, false],
    [0, true, false],
  ])("are verified by SPF and DKIM alone: %p and %p", async (spf, dkim, isVerified) => {
    respondWith({ success: true, domains: [{ domain: "a.example", status: "pending", dns: dns(spf, dkim) }] });
    expect(await jetEmail.client.listDomains(NEVER)).toEqual([{ domain: "a.example", isVerified }]);
  });

  test("are the only list of the response, whatever its name", async () => {
    respondWith({ success: true, data: [] });
    expect(await jetEmail.client.listDomains(NEVER)).toEqual([]);
  });

  test.each<[string, object]>([
    ["no list", { success: true }],
    ["two lists", { domains: [], more: [] }],
    ["a list alone", []],
    ["a domain without DNS records", { domains: [{ domain: "a.example" }] }],
    ["an unknown value", { domains: [{ domain: "a.example", dns: dns("yes", true) }] }],
  ])("cannot be read from a response with %s", async (_, body) => {
    respondWith(body);
    expect(await failureOf(jetEmail.client.listDomains(NEVER))).toMatchObject({ name: "ResponseError" });
  });
});

test.each<[string | undefined, number | undefined]>([
  ["Fri, 02 Jan 2026 00:00:00 GMT", Date.UTC(2026, 0, 2)],
  ["yesterday", undefined],
  [undefined, undefined],
])("a list with the Date header %p has the server time %p", (date, serverTime) => {
  expect(keyList.parse({ body: { success: true, transactionalKeys: [] }, headers: { date } }).serverTime).toBe(
    serverTime,
  );
});
