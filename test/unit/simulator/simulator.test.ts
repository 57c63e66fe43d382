import fc from "fast-check";
import {
  CREATE_KEY_EXAMPLES,
  CREATE_KEY_PROPERTY_EXAMPLES,
  CREATE_KEY_REQUEST_SCHEMA,
  DOCUMENTED_ERRORS,
  DOMAIN_PATTERN,
} from "../../../packages/simulator/src/createKeyRequest";
import { matchesDomainPattern } from "../../../packages/simulator/src/itemPatterns";
import {
  API_CALLS,
  type DialectOptions,
  PUBLISHED_RATE_LIMIT,
  type Simulator,
  type SimulatorOptions,
  startSimulator,
} from "../../harness/simulator";

const KEYS = "/outbound/transactional-keys";
const ROTATE = `${KEYS}/rotate`;

let simulator: Simulator;

beforeEach(async () => {
  simulator = await startSimulator();
});

afterEach(() => simulator.close());

interface JsonResponse {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: what the simulator returns is what is tested
  body: any;
}

function raw(method: string, path: string, body?: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(simulator.url + path, {
    method,
    headers: {
      authorization: `Bearer ${simulator.accountKey}`,
      ...(body !== undefined && { "content-type": "application/json" }),
      ...headers,
    },
    ...(body !== undefined && { body }),
  });
}

async function call(method: string, path: string, body?: unknown): Promise<JsonResponse> {
  const response = await raw(method, path, body === undefined ? undefined : JSON.stringify(body));
  return { status: response.status, body: await response.json() };
}

const list = () => call("GET", KEYS);
const create = (body: unknown = { name: "a key" }) => call("POST", KEYS, body);
const patch = (body: unknown) => call("PATCH", KEYS, body);
const remove = (body: unknown) => call("DELETE", KEYS, body);
const rotate = (body: unknown) => call("POST", ROTATE, body);

function onlyKey() {
  const [key, ...others] = simulator.keys;
  if (key === undefined || others.length > 0) {
    throw new Error(`expected one key, found ${simulator.keys.length}`);
  }
  return key;
}

async function restart(options: SimulatorOptions): Promise<void> {
  await simulator.close();
  simulator = await startSimulator(options);
}

const domains = (count: number) => Array.from({ length: count }, (_, index) => `d${index}.example.com`);
const ranges = (count: number) => Array.from({ length: count }, (_, index) => `10.0.${index}.0/24`);

const STORED = { approvedDomains: ["a.example"], allowAllDomains: true, ipRestrictions: ["::1"] };

describe("a list", () => {
  test("is empty for a new account", async () => {
    expect(await list()).toEqual({ status: 200, body: { success: true, transactionalKeys: [] } });
  });

  test.each<[string, DialectOptions, object]>([
    ["current", { dialect: "current" }, { ...STORED, status: "active" }],
    ["older", { dialect: "older" }, { approvedDomains: '["a.example"]', ipRestrictions: '["::1"]', status: "active" }],
    ["arrays as JSON strings", { arrays: "json" }, { approvedDomains: '["a.example"]', ipRestrictions: '["::1"]' }],
    [
      "older with plain arrays, names and allowAllDomains",
      { dialect: "older", arrays: "array", name: true, allowAllDomains: true },
      { ...STORED, name: "a key" },
    ],
    ["booleans as numbers", { booleans: "number" }, { allowAllDomains: 1 }],
    ["status as a number", { status: "number" }, { status: 1 }],
    ["extra fields", { extraFields: true }, { region: "eu", tags: ["a", "b"], owner: { id: 7 }, webhook: null }],
  ])("is written in the dialect %s as soon as that is set", async (_what, options, expected) => {
    await create({ name: "a key", ...STORED });
    Object.assign(simulator.options, options);
    const { body } = await list();
    const property = options.dialect === "older" ? "transactional-keys" : "transactionalKeys";
    expect(Object.keys(body)).toEqual(["success", property]);
    expect(body[property]).toEqual([expect.objectContaining(expected)]);
    for (const name of ["uuid", "name", "allowAllDomains"]) {
      expect(name in body[property][0]).toBe(options.dialect !== "older" || name in options);
    }
  });

  test("has creation dates in seconds with decimals if that is set", async () => {
    await restart({ createdDate: "seconds", now: () => 1_724_113_774_512 });
    await create();
    expect((await list()).body.transactionalKeys[0].created_date).toBe("1724113774.512");
  });

  test("has further entries as they are given", async () => {
    await create();
    simulator.options.extraEntries = [{ name: null }, 7];
    expect((await list()).body.transactionalKeys.slice(1)).toEqual([{ name: null }, 7]);
  });

  test("that lags behind lacks the last created key and has the last removed one, until the account settles", async () => {
    const [first, second] = [simulator.edit.create({ name: "first" }), simulator.edit.create({ name: "second" })];
    simulator.edit.delete(first.uuid);
    simulator.faults.add({ ...API_CALLS.list, when: "after", list: "lagging", count: 2 });
    const names = async () => (await list()).body.transactionalKeys.map((key: { name: string }) => key.name);
    expect(await names()).toEqual(["first"]);
    await simulator.settle();
    expect(await names()).toEqual([second.name]);
  });

  test("that lags behind rotations has the former tokens, until the account settles", async () => {
    const { uuid, token } = simulator.edit.create({ name: "first" });
    simulator.edit.rotate(uuid);
    simulator.faults.add({ ...API_CALLS.list, when: "after", list: "former tokens", count: 2 });
    const tokens = async () => (await list()).body.transactionalKeys.map((key: { api_token: string }) => key.api_token);
    expect(await tokens()).toEqual([token]);
    await simulator.settle();
    expect(await tokens()).toEqual([onlyKey().token]);
  });

  test.each(["current", "older"] as const)("of the dialect %s has two envelopes", async (dialect) => {
    simulator.options.dialect = dialect;
    await create();
    simulator.faults.add({ ...API_CALLS.list, when: "after", list: "other envelope" });
    const { body } = await list();
    expect(body).toMatchObject({ transactionalKeys: [], "transactional-keys": [{ api_token: onlyKey().token }] });
  });

  test("has its first page alone, and says that there is more", async () => {
    for (const name of ["a", "b", "c"]) {
      simulator.edit.create({ name });
    }
    simulator.faults.add({ ...API_CALLS.list, when: "after", list: "first page" });
    expect((await list()).body).toMatchObject({ has_more: true, transactionalKeys: [{ name: "a" }] });
  });

  test("has its property and its uuids switched independently", async () => {
    await restart({ dialect: "older", uuid: true });
    await create();
    expect((await list()).body["transactional-keys"][0].uuid).toBe(onlyKey().uuid);
    Object.assign(simulator.options, { listProperty: "transactionalKeys", uuid: false });
    expect((await list()).body.transactionalKeys[0]).not.toHaveProperty("uuid");
  });

  test.each([
    ["disabled", 0],
    ["active", 1],
    ["suspended", 0],
    ["quota-locked", 0],
    ["quota-unlocked", 1],
  ] as const)("shows the status %s as it is, or as %p", async (status, number) => {
    simulator.edit.set(simulator.edit.create({ name: "a key" }).uuid, { status, usage: 12 });
    expect((await list()).body.transactionalKeys[0]).toMatchObject({ status, usage: 12 });
    Object.assign(simulator.options, { status: "number", booleans: "number" });
    expect((await list()).body.transactionalKeys[0]).toMatchObject({ status: number, allowAllDomains: 0 });
  });

  test("shows what was created and edited in the dashboard", async () => {
    const { edit } = simulator;
    const { uuid, token } = edit.create({ name: "dashboard", quota: 3 });
    expect(simulator.issuedTokens).toEqual([token]);
    expect(edit.rename(uuid, "renamed").name).toBe("renamed");
    expect(edit.set(uuid, { approvedDomains: ["b.example"] }).approvedDomains).toEqual(["b.example"]);
    expect(edit.disable(uuid).status).toBe("disabled");
    expect((await list()).body.transactionalKeys).toEqual([
      expect.objectContaining({ uuid, name: "renamed", quota: 3, approvedDomains: ["b.example"], status: "disabled" }),
    ]);
    expect(edit.enable(uuid).status).toBe("active");
    const rotated = edit.rotate(uuid);
    expect(rotated.token).not.toBe(token);
    expect((await patch({ api_token: token, name: "x" })).status).toBe(404);
    expect(edit.delete(uuid)).toEqual(rotated);
    expect(simulator.keys).toEqual([]);
    expect(() => edit.rotate(uuid)).toThrow(uuid);
  });
});

describe("a create", () => {
  test("returns a token, and the list has the complete key", async () => {
    simulator.options.now = () => 1_700_000_000_999;
    const created = await create(CREATE_KEY_EXAMPLES.full);
    expect(created).toEqual({
      status: 200,
      body: {
        success: true,
        message: "Transactional key created successfully",
        api_token: expect.stringMatching(/^transactional_[0-9a-f]{32}$/),
      },
    });
    expect((await list()).body.transactionalKeys).toEqual([
      {
        ...CREATE_KEY_EXAMPLES.full,
        api_token: created.body.api_token,
        uuid: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
        status: "active",
        usage: 0,
        created_date: "1700000000999",
        last_modified: 1_700_000_000,
      },
    ]);
  });

  test("gives each omitted setting its documented default", async () => {
    expect((await create(CREATE_KEY_EXAMPLES.basic)).status).toBe(200);
    expect(onlyKey()).toMatchObject({
      ...CREATE_KEY_EXAMPLES.basic,
      allowAllDomains: false,
      approvedDomains: [],
      quota: 0,
      ipRestrictions: [],
    });
  });

  test("accepts a name that is in use, and adds another key at the end", async () => {
    const first = await create({ name: "same" });
    const second = await create({ name: "same" });
    expect(simulator.keys.map((key) => key.token)).toEqual([first.body.api_token, second.body.api_token]);
    expect(simulator.keys[0]?.uuid).not.toBe(simulator.keys[1]?.uuid);
  });

  test("is refused at the account's limit, and changes nothing", async () => {
    simulator.options.maxKeys = 1;
    await create();
    expect(await create()).toEqual({ status: 403, body: { success: false, error: DOCUMENTED_ERRORS[403] } });
    expect(simulator.keys).toHaveLength(1);
    await remove({ api_token: onlyKey().token });
    expect((await create()).status).toBe(200);
  });

  test.each([{}, { name: 7 }, { name: null }])("is refused with the documented error for %j", async (body) => {
    expect(await create(body)).toEqual({ status: 400, body: { success: false, error: DOCUMENTED_ERRORS[400] } });
  });

  test("gives each key a token and a uuid of its own", async () => {
    await Promise.all(Array.from({ length: 40 }, () => create()));
    expect(new Set(simulator.issuedTokens).size).toBe(40);
    expect(new Set(simulator.keys.map((key) => key.uuid)).size).toBe(40);
  });
});

describe("a patch", () => {
  test("without a status changes the given settings and keeps the rest", async () => {
    let now = 1000;
    simulator.options.now = () => now;
    const { api_token } = (await create(CREATE_KEY_EXAMPLES.full)).body;
    const before = onlyKey();
    now = 5000;
    const response = await patch({ api_token, name: "renamed", quota: 5, approvedDomains: [] });
    expect(response).toEqual({ status: 200, body: { success: true, message: expect.any(String) } });
    expect(onlyKey()).toEqual({ ...before, name: "renamed", quota: 5, approvedDomains: [], modifiedAt: 5000 });
  });

  test("with a status ignores every other field, even an invalid one", async () => {
    const { api_token } = (await create(CREATE_KEY_EXAMPLES.full)).body;
    const before = onlyKey();
    expect((await patch({ api_token, status: 0, name: "renamed", quota: -1, approvedDomains: 7 })).status).toBe(200);
    expect(onlyKey()).toEqual({ ...before, status: "disabled", modifiedAt: expect.any(Number) });
    expect((await patch({ api_token, status: 1, allowAllDomains: false })).status).toBe(200);
    expect(onlyKey()).toEqual({ ...before, status: "active", modifiedAt: expect.any(Number) });
  });

  test.each([2, -1, "0", true, null])("is refused with the status %p", async (status) => {
    const { api_token } = (await create()).body;
    const response = await patch({ api_token, status });
    expect(response).toEqual({ status: 400, body: { success: false, error: expect.stringContaining("status") } });
    expect(onlyKey().status).toBe("active");
  });
});

test("a deletion removes the key and no other", async () => {
  const { api_token } = (await create({ name: "one" })).body;
  await create({ name: "two" });
  expect(await remove({ api_token })).toEqual({ status: 200, body: { success: true, message: expect.any(String) } });
  expect(onlyKey().name).toBe("two");
});

test("a rotation returns a new token, keeps the rest and invalidates the old token at once", async () => {
  const { api_token: old } = (await create(CREATE_KEY_EXAMPLES.full)).body;
  const before = onlyKey();
  const rotated = await rotate({ api_token: old });
  expect(rotated.body).toEqual({ success: true, message: expect.any(String), api_token: expect.any(String) });
  const token: string = rotated.body.api_token;
  expect(token).not.toBe(old);
  expect(onlyKey()).toEqual({ ...before, token, modifiedAt: expect.any(Number) });
  expect(simulator.issuedTokens).toEqual([old, token]);
  expect((await rotate({ api_token: old })).status).toBe(404);
  expect((await patch({ api_token: old, name: "x" })).status).toBe(404);
  expect((await remove({ api_token: old })).status).toBe(404);
  expect((await patch({ api_token: token, name: "x" })).status).toBe(200);
});

describe("a create and a patch", () => {
  test.each<[string, object]>([
    ["a name of 1 character", { name: "x" }],
    ["a name of 64 characters", { name: "x".repeat(64) }],
    ["a name with every kind of character", { name: "aZ0-_ \t" }],
    ["the longest list of domains", { approvedDomains: domains(253) }],
    ["the longest list of ranges", { ipRestrictions: ranges(50) }],
    ["a quota of 0", { quota: 0 }],
    ["the highest quota", { quota: 1_000_000 }],
    ["the example name, domains, quota and ranges", CREATE_KEY_PROPERTY_EXAMPLES],
    ["the loopback address and the widest IPv6 range", { ipRestrictions: ["::1", "::/0"] }],
    ["an undocumented field", { colour: "red" }],
  ])("accept %s", async (_what, fields) => {
    const created = await create({ name: "a key", ...fields });
    expect(created.status).toBe(200);
    expect((await patch({ api_token: created.body.api_token, ...fields })).status).toBe(200);
  });

  test.each<[string, string, object]>([
    ["an empty name", "name", { name: "" }],
    ["a name of 65 characters", "name", { name: "x".repeat(65) }],
    ["a name with a dot", "name", { name: "a.b" }],
    ["a string for allowAllDomains", "allowAllDomains", { allowAllDomains: "true" }],
    ["a number for allowAllDomains", "allowAllDomains", { allowAllDomains: 1 }],
    ["254 domains", "approvedDomains", { approvedDomains: domains(254) }],
    ["an invalid domain", "approvedDomains", { approvedDomains: ["example.com", "-"] }],
    ["a hostile domain", "approvedDomains", { approvedDomains: [`${"a".repeat(250)}1`] }],
    ["a domain that is a number", "approvedDomains", { approvedDomains: [7] }],
    ["a string for approvedDomains", "approvedDomains", { approvedDomains: "example.com" }],
    ["51 ranges", "ipRestrictions", { ipRestrictions: ranges(51) }],
    ["an invalid range", "ipRestrictions", { ipRestrictions: ["10.0.0.0/24", "nowhere"] }],
    ["a quota below 0", "quota", { quota: -1 }],
    ["a fractional quota", "quota", { quota: 1.5 }],
    ["a quota above 1000000", "quota", { quota: 1_000_001 }],
    ["a string for the quota", "quota", { quota: "5" }],
  ])("refuse %s, and name the field", async (_what, field, fields) => {
    const refusal = { status: 400, body: { success: false, error: expect.stringContaining(field) } };
    expect(await create({ name: "a key", ...fields })).toEqual(refusal);
    expect(simulator.keys).toEqual([]);
    const { api_token } = (await create()).body;
    const before = onlyKey();
    expect(await patch({ api_token, ...fields })).toEqual(refusal);
    expect(onlyKey()).toEqual(before);
  });

  test("are tested with the published limits", () => {
    const { name, approvedDomains, quota, ipRestrictions } = CREATE_KEY_REQUEST_SCHEMA.properties;
    expect([name.maxLength, approvedDomains.maxItems, quota.maximum, ipRestrictions.maxItems]).toEqual([
      64, 253, 1_000_000, 50,
    ]);
  });
});

describe("matchesDomainPattern", () => {
  test("decides short texts as the published pattern does", () => {
    const pattern = new RegExp(DOMAIN_PATTERN, "u");
    const text = fc.string({ unit: fc.constantFrom("a", "Z", "0", "-", ".", "!", "\n", "😀"), maxLength: 14 });
    fc.assert(
      fc.property(text, (domain) => matchesDomainPattern(domain) === pattern.test(domain)),
      { numRuns: 5000 },
    );
  });

  test("accepts the published label length and the longest domain, and nothing longer", () => {
    const longest = `${"a".repeat(63)}.${"b".repeat(63)}.${"c".repeat(63)}.${"d".repeat(57)}.com`;
    expect(longest).toHaveLength(253);
    expect(matchesDomainPattern(longest)).toBe(true);
    expect(matchesDomainPattern(`a${longest}`)).toBe(false);
    expect(matchesDomainPattern(`${"a".repeat(63)}.com`)).toBe(true);
    expect(matchesDomainPattern(`${"-a".repeat(32)}.com`)).toBe(false);
    expect(matchesDomainPattern(`a${"-".repeat(61)}a.com`)).toBe(true);
    expect(matchesDomainPattern(`a${"-".repeat(62)}a.com`)).toBe(false);
  });
});

describe("an invalid request", () => {
  test.each([404, 400])("with an unknown token is refused with the configured %p", async (status) => {
    if (status !== 404) {
      simulator.options.unknownTokenStatus = status;
    }
    const unknown = { status, body: { success: false, error: "Transactional key not found" } };
    expect(await patch({ api_token: "transactional_0" })).toEqual(unknown);
    expect(await patch({ api_token: "transactional_0", status: 1 })).toEqual(unknown);
    expect(await remove({ api_token: "transactional_0" })).toEqual(unknown);
    expect(await rotate({ api_token: "transactional_0" })).toEqual(unknown);
  });

  test.each(["PATCH", "DELETE", "ROTATE"])(
    "%s without api_token is refused, and the field is named",
    async (method) => {
      const send = { PATCH: patch, DELETE: remove, ROTATE: rotate }[method];
      const error = expect.stringContaining("api_token");
      expect(await send?.({})).toEqual({ status: 400, body: { success: false, error } });
      expect(await send?.({ api_token: 7 })).toEqual({ status: 400, body: { success: false, error } });
    },
  );

  test("without the account key is refused by every call", async () => {
    const { api_token } = (await create()).body;
    const before = simulator.keys;
    for (const authorization of ["", "Bearer api_other", `Bearer ${api_token}`, simulator.accountKey]) {
      for (const [method, path] of [
        ["GET", KEYS],
        ["POST", KEYS],
        ["PATCH", KEYS],
        ["DELETE", KEYS],
        ["POST", ROTATE],
      ] as const) {
        const body = method === "GET" ? undefined : JSON.stringify({ api_token, name: "x" });
        const response = await raw(method, path, body, { authorization });
        expect(response.status).toBe(401);
        expect(await response.json()).toEqual({ success: false, error: DOCUMENTED_ERRORS[401] });
      }
    }
    expect(simulator.keys).toEqual(before);
  });

  test.each([
    ["GET", "/outbound/other"],
    ["PUT", KEYS],
    ["GET", ROTATE],
  ])("%s %s is not found", async (method, path) => {
    expect(await call(method, path)).toEqual({ status: 404, body: { success: false, error: "Not found" } });
  });

  test.each(["{", "", "[]", "null", '"text"', "7"])(
    "with the body %p, which is not a JSON object, is refused",
    async (body) => {
      const response = await raw("POST", KEYS, body);
      expect(response.status).toBe(400);
      expect(await response.json()).toEqual({ success: false, error: expect.any(String) });
      expect(simulator.keys).toEqual([]);
    },
  );

  test("without the content type of JSON is refused", async () => {
    const response = await raw("POST", KEYS, JSON.stringify({ name: "x" }), { "content-type": "text/plain" });
    expect(response.status).toBe(400);
    expect(simulator.keys).toEqual([]);
  });

  test("with an oversized body is refused in the API's format", async () => {
    const response = await raw("POST", KEYS, JSON.stringify({ name: "x".repeat(2_000_000) }));
    expect(response.status).toBe(413);
    expect(await response.json()).toEqual({ success: false, error: expect.any(String) });
  });
});

test("keys that a test holds are copies: neither they nor the account change with the other", () => {
  const approvedDomains = ["a.example"];
  const { uuid } = simulator.edit.create({ name: "a key", approvedDomains });
  const before = onlyKey();
  approvedDomains.push("b.example");
  simulator.edit.rename(uuid, "renamed");
  before.token = "changed";
  expect(before.name).toBe("a key");
  expect(onlyKey()).toMatchObject({ name: "renamed", approvedDomains: ["a.example"] });
  expect(onlyKey().token).not.toBe("changed");
});

test("logs every request in order, with its headers, body, status and outcome", async () => {
  const seen: unknown[] = [];
  simulator.options.onRequest = (request) => seen.push(request.status);
  await raw("POST", `${KEYS}?page=2`, '{"name":"x"}', { "idempotency-key": "abc" });
  await raw("POST", KEYS, "{");
  await list();
  const authorization = `Bearer ${simulator.accountKey}`;
  expect(simulator.requests).toEqual([
    {
      method: "POST",
      path: KEYS,
      headers: expect.objectContaining({ authorization, "idempotency-key": "abc" }),
      body: { name: "x" },
      status: 200,
      committed: true,
    },
    expect.objectContaining({ method: "POST", body: "{", status: 400, committed: false }),
    expect.objectContaining({ method: "GET", body: undefined, status: 200, committed: false }),
  ]);
  expect(seen).toEqual([200, 400, 200]);
  simulator.clearRequests();
  expect(simulator.requests).toEqual([]);
});

test("has the given account key, or a random one", async () => {
  expect(simulator.accountKey).toMatch(/^api_[0-9a-f]{32}$/);
  const random = simulator.accountKey;
  await restart({ accountKey: "api_mine" });
  expect(simulator.accountKey).toBe("api_mine");
  expect((await list()).status).toBe(200);
  expect((await raw("GET", KEYS, undefined, { authorization: `Bearer ${random}` })).status).toBe(401);
});

test("listens on the given port", async () => {
  const { port } = new URL(simulator.url);
  await restart({ port: Number(port) });
  expect(simulator.url).toBe(`http://127.0.0.1:${port}`);
});

test("limits the rate of requests after a burst, and says when to retry", async () => {
  await restart({ requestsPerSecond: 2 });
  const responses = await Promise.all(
    Array.from({ length: 4 }, () =>
      fetch(simulator.url + KEYS, {
        headers: { authorization: `Bearer ${simulator.accountKey}` },
      }),
    ),
  );
  expect(responses.map(({ status }) => status)).toEqual([200, 200, 429, 429]);
  expect(responses[3]?.headers.get("retry-after")).toBe("1");
});

describe("the limit of requests in a minute", () => {
  let now: number;

  beforeEach(async () => {
    now = 0.5;
    await restart({ requestsPerMinute: 3, rateClock: () => now });
  });

  const pass = (seconds: number) => {
    now += seconds * 1000;
  };
  const statusOf = async (accountKey = simulator.accountKey) =>
    (await raw("GET", KEYS, undefined, { authorization: `Bearer ${accountKey}` })).status;
  const statuses = async (count: number) => {
    const found: number[] = [];
    for (let number = 0; number < count; number++) {
      found.push(await statusOf());
    }
    return found;
  };

  test("is off by default, and the published one is 240 requests and a block of 300 seconds", async () => {
    simulator.options.requestsPerMinute = undefined;
    expect(await statuses(4)).toEqual([200, 200, 200, 200]);
    expect(PUBLISHED_RATE_LIMIT).toEqual({ requestsPerMinute: 240, blockFor: 300 });
  });

  test("blocks the account for five minutes at the first request beyond it, whatever is called", async () => {
    expect(await statuses(3)).toEqual([200, 200, 200]);
    const refused = await raw("POST", KEYS, '{"name":"x"}');
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "300"]);
    expect(await refused.json()).toEqual({ success: false, error: "Too many requests" });
    expect(simulator.keys).toEqual([]);
    pass(0.001);
    const again = await raw("GET", "/outbound/domains");
    expect([again.status, again.headers.get("retry-after")]).toEqual([429, "300"]);
    pass(298.5);
    expect((await raw("GET", KEYS)).headers.get("retry-after")).toBe("2");
    pass(1.5);
    expect(await statusOf()).toBe(200);
    expect(simulator.rateLimit).toMatchObject({ blocks: 1, ownBlocks: 1, blockedRequests: 3 });
  });

  test("holds for any 60 seconds", async () => {
    const found = await statuses(1);
    pass(40);
    found.push(...(await statuses(2)));
    pass(20);
    found.push(...(await statuses(1)));
    pass(39);
    found.push(...(await statuses(1)));
    expect(found).toEqual([200, 200, 200, 200, 429]);
  });

  test("counts no request that a block refuses, and such a request does not prolong the block", async () => {
    simulator.rateLimit.block(10);
    expect(await statuses(5)).toEqual([429, 429, 429, 429, 429]);
    pass(10);
    expect(await statuses(4)).toEqual([200, 200, 200, 429]);
  });

  test("counts what is answered with an error, but no request without the account key", async () => {
    simulator.faults.add({ status: 500 });
    expect([await statusOf(), await statusOf("api_other"), (await call("GET", "/nowhere")).status]).toEqual([
      500, 401, 404,
    ]);
    expect([await statusOf(), await statusOf("api_other"), await statusOf()]).toEqual([200, 401, 429]);
  });

  test("counts a request when it arrives, before its latency", async () => {
    simulator.options.requestsPerMinute = 1;
    simulator.options.latencyMs = 1;
    const found = await Promise.all([statusOf(), statusOf()]);
    expect(found.sort()).toEqual([200, 429]);
  });

  test("is that of each account alone", async () => {
    const other = simulator.openAccount();
    expect(await statuses(4)).toEqual([200, 200, 200, 429]);
    expect(await statusOf(other.accountKey)).toBe(200);
    expect(simulator.rateLimit.blocks).toBe(1);
  });

  test("can be changed while the simulator runs, as can the length of a block", async () => {
    Object.assign(simulator.options, { requestsPerMinute: 1, blockFor: 7 });
    expect(await statusOf()).toBe(200);
    expect((await raw("GET", KEYS)).headers.get("retry-after")).toBe("7");
  });

  test("that others reach blocks the account at its next request, which is no block of its own", async () => {
    expect(await statusOf()).toBe(200);
    simulator.rateLimit.reach();
    expect(simulator.rateLimit.blocks).toBe(0);
    expect(await statusOf()).toBe(429);
    expect(simulator.rateLimit).toMatchObject({ blocks: 1, ownBlocks: 0, blockedRequests: 1 });
  });

  test("that others reach is free again after a minute without requests", async () => {
    simulator.rateLimit.reach();
    pass(60);
    expect(await statuses(3)).toEqual([200, 200, 200]);
  });

  test("that others exceed blocks the account at once, even where no limit is set", async () => {
    simulator.options.requestsPerMinute = undefined;
    simulator.rateLimit.reach();
    expect(await statusOf()).toBe(200);
    simulator.rateLimit.block();
    const refused = await raw("GET", KEYS);
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "300"]);
    expect(simulator.rateLimit).toMatchObject({ blocks: 1, ownBlocks: 0, blockedRequests: 1 });
  });

  test("goes by a clock of its own, real if none is given", async () => {
    await restart({ requestsPerMinute: 1, now: () => now });
    expect(await statusOf()).toBe(200);
    pass(3600);
    expect(await statusOf()).toBe(429);
  });
});

test("delays every request by the latency, and handles it", async () => {
  simulator.options.latencyMs = 1;
  expect((await create()).status).toBe(200);
});

describe("a fault", () => {
  test("with a status before the change replaces the response, once", async () => {
    const fault = simulator.faults.add({ status: 503, headers: { "retry-after": "2" }, body: { success: false } });
    const response = await raw("POST", KEYS, '{"name":"x"}');
    expect(response.status).toBe(503);
    expect(response.headers.get("retry-after")).toBe("2");
    expect(await response.json()).toEqual({ success: false });
    expect(simulator.keys).toEqual([]);
    expect(simulator.requests).toEqual([expect.objectContaining({ status: 503, committed: false })]);
    expect((await create()).status).toBe(200);
    expect(fault.hits).toBe(1);
  });

  test("with a status after the change hides what was done", async () => {
    simulator.faults.add({ when: "after", status: 500 });
    expect(await create()).toEqual({ status: 500, body: { success: false, error: expect.any(String) } });
    expect(simulator.keys).toHaveLength(1);
    expect(simulator.requests).toEqual([expect.objectContaining({ status: 500, committed: true })]);
  });

  test("after the change waits for a request that the API does not refuse", async () => {
    const fault = simulator.faults.add({ when: "after", status: 500 });
    expect((await create({})).status).toBe(400);
    expect(fault.hits).toBe(0);
    expect((await create()).status).toBe(500);
  });

  test("can have any text of any content type as its body", async () => {
    simulator.faults.add({ status: 502, body: "bad gateway" });
    simulator.faults.add({ status: 200, headers: { "content-type": "text/html" }, body: "<html>" });
    const plain = await raw("GET", KEYS);
    expect([plain.status, plain.headers.get("content-type"), await plain.text()]).toEqual([
      502,
      expect.stringContaining("text/plain"),
      "bad gateway",
    ]);
    const html = await raw("GET", KEYS);
    expect([html.status, html.headers.get("content-type"), await html.text()]).toEqual([
      200,
      expect.stringContaining("text/html"),
      "<html>",
    ]);
  });

  test("selects its requests by method, path, skip and count", async () => {
    const fault = simulator.faults.add({ method: "POST", path: KEYS, skip: 1, count: 2, status: 500 });
    const statuses: number[] = [];
    for (const send of [list, create, create, () => rotate({}), create, create]) {
      statuses.push((await send()).status);
    }
    expect(statuses).toEqual([200, 200, 500, 400, 500, 200]);
    expect(fault.hits).toBe(2);
  });

  test.each([
    ["this call", [200, 429, 429]],
    ["the next request", [429, 429, 429]],
  ] as const)("that blocks the account does so from %s on", async (blocksFrom, statuses) => {
    const fault = simulator.faults.add({ ...API_CALLS.create, blocksFrom });
    const found = [(await list()).status, (await create()).status, (await list()).status];
    expect(found).toEqual(statuses);
    expect(simulator.keys).toEqual([]);
    expect(fault.hits).toBe(1);
    expect(simulator.rateLimit).toMatchObject({ blocks: 1, ownBlocks: 0 });
  });

  test("that blocks blocks the account of the request alone", async () => {
    const other = simulator.openAccount();
    simulator.faults.add({ blocksFrom: "this call" });
    const response = await raw("GET", KEYS, undefined, { authorization: `Bearer ${other.accountKey}` });
    expect([response.status, response.headers.get("retry-after")]).toEqual([429, "300"]);
    expect((await list()).status).toBe(200);
  });

  test("applies once those that were added before have been used up", async () => {
    simulator.faults.add({ status: 500 });
    simulator.faults.add({ status: 429 });
    expect([(await list()).status, (await list()).status, (await list()).status]).toEqual([500, 429, 200]);
  });

  test("that lasts applies until it is removed or all are cleared", async () => {
    const fault = simulator.faults.add({ count: Number.POSITIVE_INFINITY, status: 500 });
    expect([(await list()).status, (await list()).status]).toEqual([500, 500]);
    fault.remove();
    expect((await list()).status).toBe(200);
    simulator.faults.add({ count: Number.POSITIVE_INFINITY, status: 500 });
    simulator.faults.clear();
    expect((await list()).status).toBe(200);
  });

  test.each(["before", "after"] as const)("with a delay %s the change lets the request proceed", async (when) => {
    const fault = simulator.faults.add({ when, delayMs: 1 });
    expect((await create()).status).toBe(200);
    expect(fault.hits).toBe(1);
    expect(simulator.keys).toHaveLength(1);
  });

  test("with a delay combines with another effect, in one fault or in two", async () => {
    simulator.faults.add({ delayMs: 1, status: 500 });
    expect((await create()).status).toBe(500);
    simulator.faults.add({ delayMs: 1 });
    simulator.faults.add({ status: 502 });
    expect((await create()).status).toBe(502);
    expect(simulator.keys).toEqual([]);
  });

  test.each([
    ["before", 0],
    ["after", 1],
  ] as const)("with a reset %s the change drops the connection", async (when, keys) => {
    simulator.faults.add({ when, reset: true });
    await expect(create()).rejects.toThrow("fetch failed");
    expect(simulator.keys).toHaveLength(keys);
    expect(simulator.requests).toEqual([expect.objectContaining({ status: null, committed: keys === 1 })]);
    expect((await list()).status).toBe(200);
  });

  test.each([
    ["before", 0],
    ["after", 1],
  ] as const)("that truncates %s the change ends the response within its body", async (when, keys) => {
    simulator.faults.add({ when, truncate: true });
    const response = await raw("POST", KEYS, '{"name":"x"}');
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow("terminated");
    expect(simulator.keys).toHaveLength(keys);
    expect(simulator.requests).toEqual([expect.objectContaining({ status: 200, committed: keys === 1 })]);
  });

  test.each([
    ["before", 0],
    ["after", 1],
  ] as const)("that hangs %s the change lasts until the simulator closes", async (when, keys) => {
    const fault = simulator.faults.add({ when, hang: true });
    const rejected = expect(create()).rejects.toThrow("fetch failed");
    await fault.firstHit;
    await simulator.close();
    await rejected;
    expect(simulator.keys).toHaveLength(keys);
    expect(simulator.requests).toEqual([expect.objectContaining({ status: null, committed: keys === 1 })]);
  });

  test("that hangs lets a client abandon the request and send the next", async () => {
    const fault = simulator.faults.add({ hang: true });
    const abort = new AbortController();
    const response = fetch(simulator.url + KEYS, { signal: abort.signal });
    const rejected = expect(response).rejects.toThrow("aborted");
    await fault.firstHit;
    abort.abort();
    await rejected;
    expect((await list()).status).toBe(200);
  });
});

describe("closing", () => {
  test("drops a request that waits, without its change", async () => {
    const fault = simulator.faults.add({ delayMs: 3_600_000 });
    const rejected = expect(create()).rejects.toThrow("fetch failed");
    await fault.firstHit;
    await simulator.close();
    await rejected;
    expect(simulator.keys).toEqual([]);
  });

  test("is possible twice", async () => {
    await list();
    await simulator.close();
    await expect(simulator.close()).resolves.toBeUndefined();
    await expect(list()).rejects.toThrow("fetch failed");
  });
});

describe("the domains", () => {
  const domainsOf = async () => (await call("GET", "/outbound/domains")).body.domains;

  test("are those that keys are approved for, verified, by default", async () => {
    simulator.edit.create({ name: "a key", approvedDomains: ["a.example", "b.example"] });
    expect(await domainsOf()).toMatchObject(
      ["a.example", "b.example"].map((domain) => ({ domain, status: "verified" })),
    );
  });

  test("are those that are given, in the shape of the reference", async () => {
    simulator.options.domains = [{ domain: "a.example", verified: false }];
    const verified = false;
    expect(await domainsOf()).toEqual([
      {
        uuid: expect.any(String),
        domain: "a.example",
        status: "pending",
        dns: { spf: { verified }, dkim: { verified }, dmarc: { verified }, tracking: { verified } },
      },
    ]);
  });
});

test("another account has keys and an account key of its own", async () => {
  const other = simulator.openAccount();
  const { uuid } = other.edit.create({ name: "theirs" });
  await create({ name: "ours" });
  const response = await raw("GET", KEYS, undefined, { authorization: `Bearer ${other.accountKey}` });
  expect(await response.json()).toMatchObject({ transactionalKeys: [{ uuid, name: "theirs" }] });
  expect(onlyKey().name).toBe("ours");
  expect(other.keys).toHaveLength(1);
});

test("a create that is answered early is committed later, as the account settles", async () => {
  simulator.faults.add({ ...API_CALLS.create, status: 502, commitAfterMs: 1 });
  expect((await create()).status).toBe(502);
  await simulator.settle();
  expect(onlyKey().name).toBe("a key");
});

test("a server that stores less keeps neither host bits nor what has no effect", async () => {
  simulator.faults.add({ ...API_CALLS.create, when: "after", storesLess: true });
  await create({
    ...{ name: "a key ", allowAllDomains: true, approvedDomains: ["a.example"], quota: 5000 },
    ipRestrictions: ["10.1.2.3/8", "192.168.1.130/25", "10.1.2.3", "::1/64"],
  });
  expect(onlyKey()).toMatchObject({
    ...{ name: "a key", allowAllDomains: true, approvedDomains: [], quota: 100 },
    ipRestrictions: ["10.0.0.0/8", "192.168.1.128/25", "10.1.2.3", "::1/64"],
  });
});

test("a disabled key is not rotated if the account refuses that", async () => {
  const { uuid, token } = simulator.edit.create({ name: "a key" });
  simulator.edit.disable(uuid);
  simulator.options.refusesRotationOfDisabled = true;
  expect((await rotate({ api_token: token })).status).toBe(400);
  expect(onlyKey().token).toBe(token);
});

test("a response has the date of the account's clock", async () => {
  simulator.options.now = () => Date.UTC(2026, 0, 2);
  const response = await raw("GET", KEYS);
  expect(response.headers.get("date")).toBe("Fri, 02 Jan 2026 00:00:00 GMT");
});
