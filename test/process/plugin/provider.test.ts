import { CallRequest, GetSchemaRequest, type GetSchemaResponse } from "@pulumi/pulumi/proto/provider_pb";
import { version } from "../../../package.json";
import schema from "../../../provider/plugin/schema.json";
import { secret } from "../../harness/dynamicProvider";
import { failureOf } from "../../harness/failure";
import { KEY, PluginClient, UNKNOWN, urnOf, withoutSecretMarks } from "../../harness/plugin";
import { usePlugin } from "../../harness/usePlugin";

const run = usePlugin();
const { jetEmail } = run;
const ONE = "jetemail:index:getTransactionalKey";
const ALL = "jetemail:index:getTransactionalKeys";

test("says what it can", async () => {
  const plugin = await run.another({ config: {} });
  const handshake = await plugin.handshake();
  expect(handshake.toObject()).toMatchObject({ acceptSecrets: true, supportsAutonamingConfiguration: true });
  const configured = await plugin.configure({});
  expect(configured.toObject()).toMatchObject({ acceptsecrets: true, supportspreview: true, acceptoutputs: false });
});

test("serves its schema with the version, without which Pulumi makes no SDK", async () => {
  const { client } = run.plugin;
  const response = await run.plugin.call<GetSchemaResponse>((done) => client.getSchema(new GetSchemaRequest(), done));
  expect(JSON.parse(response.getSchema())).toEqual({ ...schema, version });
});

describe("an account key", () => {
  const messagesOf = async (config: object, name?: string) => {
    const { url: baseUrl } = jetEmail.simulator;
    const plugin = await run.another({ config: { baseUrl, ...config }, ...(name && { name }) });
    const URN = urnOf(KEY);
    const inputs = await plugin.inputs(URN, {});
    return Promise.all(
      [plugin.create(URN, inputs), plugin.invoke(ALL)].map(async (call) => (await failureOf(call)).message),
    );
  };

  test.each([
    ["missing", "201", {}, "Set it as the provider's argument `apiKey` or in the environment variable"],
    ["refused", "301", { apiKey: "api_wrong" }, "it begins with api_ and is the provider's argument `apiKey`"],
  ])("of an explicit provider that is %s is named as its argument", async (_, code, config, hint) => {
    for (const message of await messagesOf(config, "second")) {
      expect(message).toContain(hint);
      expect(message).toContain(`[JETEMAIL-${code}]`);
      expect(message).not.toContain("pulumi config set");
    }
    for (const message of await messagesOf(config)) {
      expect(message).toContain("`pulumi config set --secret jetemail:apiKey");
    }
  });
});

describe("checkConfig", () => {
  test("marks the account key as secret, also where the user has not", async () => {
    const settings = { apiKey: "api_0123456789", baseUrl: "https://jetemail.example", concurrency: "4" };
    expect(await run.plugin.checkConfig({ ...settings, version: "1.0.0", accounts: '{"eu":{}}' })).toEqual({
      inputs: { ...settings, apiKey: secret("api_0123456789") },
      failures: {},
    });
  });

  test("refuses what is wrong, with the nearest setting, and shows no value", async () => {
    const { failures } = await run.plugin.checkConfig({
      apiKye: "api_hidden1",
      apiKey: "transactional_hidden2",
      baseUrl: "https://user:hidden3@jetemail.example",
      concurrency: 65,
    });
    expect(failures).toEqual({
      '["apiKye"]': expect.stringContaining("did you mean apiKey?"),
      '["apiKey"]': expect.stringContaining("JETEMAIL-202"),
      '["baseUrl"]': expect.stringContaining("JETEMAIL-208"),
      '["concurrency"]': expect.stringContaining("JETEMAIL-206"),
    });
    expect(JSON.stringify(failures)).not.toContain("hidden");
    const { failures: shapes } = await run.plugin.checkConfig({ apiKey: ["api_hidden"] });
    expect(shapes).toEqual({ '["apiKey"]': expect.stringContaining("JETEMAIL-212") });
  });

  test("lets what is not known yet be", async () => {
    expect((await run.plugin.checkConfig({ apiKey: UNKNOWN, baseUrl: UNKNOWN })).failures).toEqual({});
  });
});

test("diffConfig never replaces", async () => {
  const same = await run.plugin.diffConfig({ apiKey: "api_1", concurrency: "4" }, { apiKey: "api_1", concurrency: 4 });
  expect(same.toObject()).toMatchObject({ changes: 1, replacesList: [] });
  const other = await run.plugin.diffConfig({ "jetemail:apiKey": "api_1" }, { apiKey: "api_2" });
  expect(other.toObject()).toMatchObject({ changes: 2, replacesList: [], deletebeforereplace: false });
});

describe("configure", () => {
  test("takes marked settings, and prefers them to the environment", async () => {
    const { accountKey, url } = jetEmail.simulator;
    const env = { JETEMAIL_API_KEY: "api_wrong", JETEMAIL_BASE_URL: "http://127.0.0.1:1" };
    const plugin = await run.another({
      env,
      config: { apiKey: secret(accountKey), baseUrl: url, concurrency: secret("2") },
    });
    await plugin.make(urnOf(KEY));
    expect(jetEmail.simulator.keys).toHaveLength(1);
  });

  test("reads the environment", async () => {
    const { accountKey, url } = jetEmail.simulator;
    const plugin = await run.another({ env: { JETEMAIL_API_KEY: accountKey, JETEMAIL_BASE_URL: url }, config: {} });
    const { state } = await plugin.make(urnOf(KEY));
    expect(jetEmail.simulator.keys).toHaveLength(1);
    expect(JSON.stringify(state)).not.toContain(accountKey);
  });
});

describe("a process that the engine attaches to", () => {
  const settings = () => ({ apiKey: jetEmail.simulator.accountKey, baseUrl: jetEmail.simulator.url });

  test("refuses a second, different configuration in an operation, and keeps the first", async () => {
    const refused = await failureOf(run.plugin.begin({ ...settings(), apiKey: "api_another0123456789" }));
    expect(refused.message).toContain("JETEMAIL-907");
    expect(refused.message).not.toContain("another0123456789");
    for (const setting of ["baseUrl", "concurrency", "requestsPerMinute"]) {
      expect((await failureOf(run.plugin.begin({ ...settings(), [setting]: "3" }))).message).toContain("JETEMAIL-907");
    }
    await run.plugin.make(urnOf(KEY));
    expect(jetEmail.simulator.keys).toHaveLength(1);
  });

  test("serves two providers of one configuration, and knows what both adopt", async () => {
    await run.plugin.inputs(urnOf(KEY), { adopt: "u1" });
    await run.plugin.begin({ ...settings(), apiKey: secret(settings().apiKey), version: "1.0.0" });
    const { failures } = await run.plugin.check(urnOf(KEY, "second"), {}, { adopt: "u1" });
    expect(failures).toEqual({ adopt: expect.stringContaining("JETEMAIL-112") });
  });

  test("takes another configuration in the next operation", async () => {
    const other = { ...settings(), concurrency: "3" };
    await run.plugin.cancel();
    await run.plugin.begin(other);
    await run.plugin.beginElsewhere(settings());
    await run.plugin.make(urnOf(KEY));
    expect(jetEmail.simulator.keys).toHaveLength(1);
  });
});

describe("a look-up", () => {
  test("finds a key by its uuid and by its name, with a secret token", async () => {
    await run.plugin.make(urnOf(KEY), { name: "mail", quota: 5 });
    const { uuid, token } = jetEmail.key;
    const expected = expect.objectContaining({ uuid, name: "mail", quota: 5, usage: 0, apiToken: secret(token) });
    expect(await run.plugin.invoke(ONE, { uuid })).toEqual({ result: expected, failures: {} });
    expect(await run.plugin.invoke(ONE, { name: "mail" })).toEqual({ result: expected, failures: {} });
  });

  test("by a secret is secret as a whole, and its failures do not show it", async () => {
    await run.plugin.make(urnOf(KEY), { name: "hidden" });
    const { uuid, token } = jetEmail.key;
    const { result } = await run.plugin.invoke(ONE, { name: secret("hidden") });
    expect(result).toMatchObject({ uuid: secret(uuid), name: secret("hidden"), apiToken: secret(token) });
    expect(Object.values(result).filter((value) => withoutSecretMarks({ value }).value === value)).toEqual([]);
    const { message } = await failureOf(run.plugin.invoke(ONE, { name: secret("hidden too") }));
    expect(message).toContain('the name "[secret]"');
  });

  test("of all keys is one secret, and up to date after a change", async () => {
    expect((await run.plugin.invoke(ALL)).result).toEqual({ keys: secret([]) });
    await run.plugin.make(urnOf(KEY), { name: "mail" });
    const { token } = jetEmail.key;
    expect((await run.plugin.invoke(ALL)).result).toEqual({
      keys: secret([expect.objectContaining({ name: "mail", apiToken: token })]),
    });
  });

  test("says what is wrong with its arguments", async () => {
    expect((await run.plugin.invoke(ONE, {})).failures).toEqual({ "": expect.stringContaining("JETEMAIL-804") });
    const both = await run.plugin.invoke(ONE, { uuid: "u1", name: "mail" });
    expect(both.failures).toEqual({ uuid: expect.stringContaining("JETEMAIL-804") });
  });

  test("of a key that does not exist fails, and so does one without an account key", async () => {
    expect((await failureOf(run.plugin.invoke(ONE, { name: "mail" }))).message).toContain("JETEMAIL-805");
    const plugin = await run.another({ config: {} });
    expect((await failureOf(plugin.invoke(ONE, { name: "mail" }))).message).toContain("JETEMAIL-201");
    expect((await failureOf(plugin.invoke(ALL))).message).toContain("JETEMAIL-201");
  });

  test("of an unknown name", async () => {
    expect((await failureOf(run.plugin.invoke("jetemail:index:getKey"))).message).toContain("JETEMAIL-809");
  });

  test("that waits for a rate limit ends at a cancel", async () => {
    const patient = await run.another({ run: {} });
    const limited = jetEmail.simulator.faults.add({ status: 429, headers: { "retry-after": "60" } });
    const failure = failureOf(patient.invoke(ALL));
    await limited.firstHit;
    await patient.cancel();
    expect((await failure).message).toContain("JETEMAIL-903");
  });

  test("of an account key that JetEmail refuses says once what to do", async () => {
    run.jetEmail.simulator.faults.add({ status: 401, body: { success: false, error: "no" } });
    const refused = await failureOf(run.plugin.invoke(ALL));
    expect(refused.message).toContain("JETEMAIL-301");
    expect(refused.message.match(/Check the account key/g)).toHaveLength(1);
  });
});

test("what the protocol has and the plugin has not is unimplemented", async () => {
  const call = run.plugin.call((done) => run.plugin.client.call(new CallRequest(), done));
  expect(await failureOf(call)).toMatchObject({ code: 12 });
});

test("an engine that is gone is no failure", async () => {
  const { accountKey: apiKey, url: baseUrl } = jetEmail.simulator;
  const plugin = await PluginClient.start({ config: { apiKey, baseUrl } });
  plugin.closeEngine();
  const { failures } = await plugin.check(urnOf(KEY), {}, { allowAllDomains: true, approvedDomains: ["a.com"] });
  expect(failures).toEqual({});
});
