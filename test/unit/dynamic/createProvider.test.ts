import { provider as exportedKeyProvider, pairProvider as exportedPairProvider } from "../../../provider";
import { Run } from "../../../provider/run/run";
import { UNKNOWN } from "../../../provider/values/unknown";
import { RESOURCE } from "../../harness/arguments";
import { failureOf } from "../../harness/failure";
import {
  configureRequest,
  expectOneLine,
  expectOnlyAMessage,
  keyProviderOf,
  NO_RETRIES,
  PROVIDER,
  type Properties,
  type Provider,
  pairProviderOf,
  runOf,
  stateOf,
  undefinedIn,
} from "../../harness/inProcessProvider";
import { useJetEmail } from "../../harness/jetEmail";

const jetEmail = useJetEmail();
const __provider = PROVIDER;
const __resource = RESOURCE;

interface Kind {
  readonly noun: string;
  readonly providerOf: (run: Run) => Provider;
  /** What a program declares, and the SDK adds. */
  readonly given: Properties & { name: string };
  /** What is known of a resource without settings. */
  readonly emptyState: Properties;
  /** Inputs that change a resource of `given`. */
  readonly changed: Properties;
}

const KEY: Kind = {
  noun: "key",
  providerOf: keyProviderOf,
  given: { name: "receipts", quota: 5, __provider, __resource },
  emptyState: {},
  changed: { name: "renamed", quota: 5, __provider, __resource },
};

const PAIR: Kind = {
  noun: "pair",
  providerOf: pairProviderOf,
  given: { name: "mail", rotationTrigger: 1, quota: 5, __provider, __resource },
  emptyState: { keys: {} },
  changed: {
    ...{ name: "mail", rotationTrigger: 2, quota: 5, revokePrevious: true, enabled: false },
    ...{ __provider, __resource },
  },
};

describe.each([KEY, PAIR])("the provider of a $noun", ({ noun, providerOf, given, emptyState, changed }) => {
  /** What check returns. */
  const inputs: Properties = given;

  /** The provider in a new run. */
  const newProvider = (env: NodeJS.ProcessEnv = {}) => providerOf(runOf(jetEmail.simulator, env));

  /** A resource as the state has it. */
  async function created(): Promise<{ id: string; state: Properties }> {
    const { id, outs } = await newProvider().create(inputs);
    jetEmail.simulator.clearRequests();
    return { id, state: stateOf(outs) };
  }

  describe("at preview", () => {
    test("works before configure has finished, and sends no request", async () => {
      const provider = newProvider();
      const configured = provider.configure(configureRequest({}));
      const checked = await provider.check({}, given);
      const difference = await provider.diff("id", { ...inputs, ...emptyState }, checked.inputs);
      await configured;
      expect(checked.failures).toEqual([]);
      expect(difference).toEqual({ changes: expect.any(Boolean), replaces: [] });
      expect(jetEmail.calls()).toEqual([]);
    });

    test("checks a resource alike at any time, as a saved plan demands", async () => {
      const { state } = await created();
      const checks = async () => [
        await newProvider().check({}, given),
        await newProvider().check(inputs, { ...given, rotationTrigger: 9, rotateAfterDays: 1 }),
        await newProvider().check(state, given),
      ];
      const now = jest.spyOn(Date, "now").mockReturnValue(Date.UTC(2030, 1, 1));
      const later = await checks();
      now.mockRestore();
      expect(await checks()).toEqual(later);
    });

    test("works without an account key and without configure", async () => {
      const provider = providerOf(new Run({}, NO_RETRIES));
      expect(await provider.check({}, given)).toEqual({ inputs, failures: [] });
      expect(await provider.diff("id", emptyState, inputs)).toEqual({ changes: true, replaces: [] });
    });

    test("keeps the provider's reference in the inputs, whether values are valid, unknown or invalid", async () => {
      const { quota, ...rest } = given;
      expect((await newProvider().check({}, { ...given, quota: 0 })).inputs).toEqual(rest);
      const unknown = { ...given, quota: UNKNOWN, approvedDomains: [UNKNOWN] };
      expect((await newProvider().check({}, unknown)).inputs).toEqual(unknown);
      const invalid = await newProvider().check({}, { ...given, quota: -1 });
      expect(invalid.inputs).toEqual({ ...given, quota: -1 });
      expect(invalid.failures?.map(({ property }) => property)).toEqual(["quota"]);
    });

    test("reports an invalid address of the API together with invalid arguments", async () => {
      const provider = newProvider();
      await provider.configure(configureRequest({ "jetemail:baseUrl": "http://jet.example" }));
      expect((await provider.check({}, { ...given, quota: -1 })).failures).toEqual([
        { property: "", reason: expect.stringContaining("jetemail:baseUrl is plain http") },
        { property: "quota", reason: expect.any(String) },
      ]);
    });

    test("reports an account that is not configured together with invalid arguments", async () => {
      const provider = newProvider();
      await provider.configure(configureRequest({ "jetemail:accounts": '{"eu":{"apiKey":"api_1"}}' }));
      const checked = await provider.check({}, { ...given, account: "us", quota: -1 });
      expect(checked.failures?.map(({ property }) => property)).toEqual(["account", "quota"]);
      expect(checked.inputs).toEqual({ ...given, account: "us", quota: -1 });
    });
  });

  describe("configuration", () => {
    test("says how to set a missing account key in every operation but a preview, and sends no request", async () => {
      const { id, state } = await created();
      const provider = newProvider({ JETEMAIL_API_KEY: "" });
      for (const operation of [
        provider.create(inputs),
        provider.read(id, state),
        provider.update(id, state, { ...inputs, quota: 6 }),
        provider.delete(id, state),
      ]) {
        const error = await failureOf(operation);
        expect(error.message).toContain("`pulumi config set --secret jetemail:apiKey <key>`");
        expect(error.message).toContain("JETEMAIL_API_KEY");
        expectOnlyAMessage(error, jetEmail.simulator.accountKey);
      }
      expect(jetEmail.calls()).toEqual([]);
    });

    test("that is given and empty is refused at preview, whatever the environment has", async () => {
      const provider = newProvider();
      void provider.configure(configureRequest({ "jetemail:apiKey": "" }));
      const { failures } = await provider.check({}, inputs);
      expect(failures).toEqual([{ property: "", reason: expect.stringContaining("jetemail:apiKey is empty") }]);
    });

    test("is used as soon as configure is called, and replaced when it is called again", async () => {
      const provider = providerOf(new Run({}, NO_RETRIES));
      const { accountKey, url } = jetEmail.simulator;
      void provider.configure(configureRequest({ "jetemail:apiKey": "api_wrong", "jetemail:baseUrl": url }));
      expect((await failureOf(provider.create(inputs))).message).toContain("JetEmail answered 401");
      void provider.configure(configureRequest({ "jetemail:apiKey": accountKey, "jetemail:baseUrl": url }));
      expect((await provider.create(inputs)).id).toBe(jetEmail.simulator.keys[0]?.uuid);
    });
  });

  test.each(["current", "older"] as const)(
    "returns no undefined value and no reference to itself on the %s API version",
    async (dialect) => {
      jetEmail.simulator.options.dialect = dialect;
      const result = await newProvider().create(inputs);
      const { outs } = await newProvider().update(result.id, stateOf(result.outs), changed);
      const read = await newProvider().read(result.id, stateOf(outs));
      expect(undefinedIn([result, outs, read])).toEqual([]);
      expect(result.outs).not.toHaveProperty("__provider");
      expect(outs).not.toHaveProperty("__provider");
    },
  );

  test("has an owner for life, and another one has another", async () => {
    const { id, state } = await created();
    const { __owner } = state;
    expect(__owner).toMatch(/^[0-9a-f-]{36}$/);
    expect((await newProvider().read(id, state)).props).toMatchObject({ __owner });
    expect((await newProvider().update(id, state, changed)).outs).toMatchObject({ __owner });
    const { __owner: _, ...older } = state;
    expect((await newProvider().read(id, older)).props).not.toHaveProperty("__owner");
    expect((await newProvider().update(id, older, changed)).outs).toHaveProperty("__owner");
    const ids = jetEmail.simulator.keys.map(({ uuid }) => uuid).join();
    const looked = await newProvider().read(ids, { __provider });
    expect(looked.props).not.toHaveProperty("__owner");
  });

  test("removes a resource from the state when JetEmail no longer has it", async () => {
    const { id, state } = await created();
    for (const { uuid } of jetEmail.simulator.keys) {
      jetEmail.simulator.edit.delete(uuid);
    }
    expect(await newProvider().read(id, state)).toEqual({ id: "", props: {} });
  });

  test("looks a resource up by its id in another spelling", async () => {
    const { id, outs } = await newProvider().create(inputs);
    const { uuids } = outs as { uuids?: Record<string, string> };
    const [spelled, canonical] = uuids
      ? [`${uuids.a}, ${uuids.b?.toUpperCase()}`, `${uuids.a},${uuids.b}`]
      : [` ${id.toUpperCase()}`, id];
    expect(await newProvider().read(spelled, { __provider })).toMatchObject({ id: canonical });
  });

  test("deletes a resource, and accepts that it is gone already", async () => {
    const { id, state } = await created();
    await newProvider().delete(id, state);
    expect(jetEmail.simulator.keys).toEqual([]);
    await newProvider().delete(id, state);
  });

  // A rotation that fails with 500 is looked for in the list first: its error says more.
  const updates: Record<number, Properties> = { 429: changed, 500: { ...inputs, quota: 6 } };

  describe.each([429, 500])("when JetEmail responds with %i", (status) => {
    test.each<[string, (provider: Provider, id: string, state: Properties) => Promise<unknown>]>([
      [`create the ${noun} "${given.name}"`, (provider) => provider.create(inputs)],
      [`read the ${noun}`, (provider, id, state) => provider.read(id, state)],
      [
        `update the ${noun} "${given.name}"`,
        (provider, id, state) => provider.update(id, state, updates[status] ?? {}),
      ],
      [`delete the ${noun} "${given.name}"`, (provider, id, state) => provider.delete(id, state)],
    ])("throws nothing but the message that it could not %s", async (action, operation) => {
      const { id, state } = await created();
      jetEmail.simulator.faults.add({ count: Number.POSITIVE_INFINITY, status });
      const error = await failureOf(operation(newProvider(), id, state));
      const reason = status === 429 ? "JetEmail has blocked" : `JetEmail answered ${status}`;
      expect(error.message).toContain(`Could not ${action}. ${reason}`);
      expectOnlyAMessage(error, jetEmail.simulator.accountKey, ...jetEmail.simulator.issuedTokens);
    });
  });

  test("withholds the message of an unexpected error, which may contain a secret", async () => {
    const provider = newProvider();
    const hostile = () => {
      throw Object.assign(new Error(jetEmail.simulator.accountKey), { code: 5, details: "x", id: "y" });
    };
    await provider.configure({ config: { get: hostile, require: hostile } });
    const error = await failureOf(provider.create(inputs));
    expect(error.message).toBe(
      `Could not create the ${noun} "${given.name}". An unexpected error occurred in pulumi-jetemail. Please report it, with the version and the command. [JETEMAIL-901]`,
    );
    expectOnlyAMessage(error, jetEmail.simulator.accountKey);
  });
});

describe("what the program declares secret", () => {
  const newProvider = () => keyProviderOf(runOf(jetEmail.simulator));
  const secretly = (properties: object, ...names: string[]) => ({ ...KEY.given, ...properties, __secrets: names });

  test("is in no failure of a check, and not looked up by Pulumi", async () => {
    const given = secretly({ approvedDomains: ["internal.example", "in ternal"], quota: -7 }, "approvedDomains");
    expect((await newProvider().check({}, given)).failures).toEqual([
      { property: "quota", reason: expect.stringMatching(/^-7 must be/) },
      { property: '["approvedDomains[1]"]', reason: expect.stringMatching(/^"\[secret\]" must be a domain/) },
    ]);
  });

  test("is in no conflict of an adoption", async () => {
    const provider = newProvider();
    const given = secretly({ adopt: "u-internal" }, "adopt");
    await provider.check({}, { ...given, __resource: "another resource" });
    expect((await provider.check({}, given)).failures).toEqual([
      { property: '["adopt"]', reason: expect.stringContaining('adopts "[secret]" too') },
    ]);
  });

  test("is in no error, whether it is what was declared before or what is declared now", async () => {
    const { id, outs } = await newProvider().create(secretly({ name: "before" }, "name"));
    jetEmail.simulator.faults.add({ method: "PATCH", status: 500 });
    const error = await failureOf(newProvider().update(id, stateOf(outs), secretly({ name: "after" }, "name")));
    expect(error.message).toContain('Could not update the key "[secret]".');
    expect(error.message).not.toMatch(/before|after/);
  });

  test("is named in the state, so that a deletion does not print it either", async () => {
    const { id, outs } = await newProvider().create(secretly({ name: "internal" }, "name"));
    expect(outs).toMatchObject({ __resource: RESOURCE, __secrets: ["name"] });
    jetEmail.simulator.faults.add({ method: "DELETE", status: 500 });
    expect((await failureOf(newProvider().delete(id, stateOf(outs)))).message).toContain('delete the key "[secret]"');
  });
});

test("names the resource and the secrets in the inputs of a check and a read, if the SDK does", async () => {
  const provider = keyProviderOf(runOf(jetEmail.simulator));
  const internal = { __provider, __resource, __secrets: ["name"], replaceOnChanges: ["quota"] };
  const { inputs } = await provider.check({}, { name: "receipts", ...internal });
  expect(inputs).toEqual({ name: "receipts", ...internal });
  const { id, outs } = await provider.create(inputs);
  const read = await keyProviderOf(runOf(jetEmail.simulator)).read(id, stateOf(outs));
  expect(read).toMatchObject({ inputs: { __resource, __secrets: ["name"] }, props: { __secrets: ["name"] } });
  expect((await provider.check({}, { name: "other", __provider })).inputs).toEqual({ name: "other", __provider });
});

describe("an error that quotes a name from JetEmail's list", () => {
  const newProvider = () => keyProviderOf(runOf(jetEmail.simulator));
  const inputs = KEY.given;

  async function created(): Promise<{ id: string; state: Properties }> {
    const { id, outs } = await newProvider().create(inputs);
    return { id, state: stateOf(outs) };
  }

  test.each(["update", "delete"] as const)("is one line without a credential when the %s fails", async (method) => {
    const { id, state } = await created();
    jetEmail.simulator.edit.rename(id, "re\u001b[2Jceipts\r\nError: transactional_0123456789abcdef");
    const known = stateOf((await newProvider().read(id, state)).props);
    jetEmail.simulator.edit.delete(id);
    jetEmail.simulator.faults.add({ count: Number.POSITIVE_INFINITY, method: "GET", status: 500 });
    const operations = {
      update: () => newProvider().update(id, known, inputs),
      delete: () => newProvider().delete(id, known),
    };
    const { message } = await failureOf(operations[method]());
    expectOneLine(message);
    expect(message).not.toContain("0123456789abcdef");
  });

  test("is one line when the key is gone, or known by a token alone that is not listed", async () => {
    const name = "re\u001b[2Jceipts\nError";
    const { id, state } = await created();
    jetEmail.simulator.edit.delete(id);
    const { message } = await failureOf(newProvider().update(id, { ...state, name }, inputs));
    expect(message).toContain("no longer exists at JetEmail");
    expectOneLine(message);

    jetEmail.simulator.options.dialect = "older";
    jetEmail.simulator.edit.create({ name });
    const unlisted = await failureOf(newProvider().read("fingerprint-0", { ...state, name }));
    expect(unlisted.message).toContain("[JETEMAIL-712]");
    expectOneLine(unlisted.message);
  });
});

test.each([
  ["keys", exportedKeyProvider],
  ["pairs", exportedPairProvider],
])("the exported provider of %s has all methods of the protocol", (_, exported) => {
  const methods = ["configure", "check", "diff", "create", "read", "update", "delete"];
  expect(Object.keys(exported).sort()).toEqual(methods.sort());
});
