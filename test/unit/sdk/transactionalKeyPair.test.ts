import * as pulumi from "@pulumi/pulumi";
import { TransactionalKey, TransactionalKeyPair, type TransactionalKeyPairArgs } from "../../../sdk/nodejs";
import { PAIR_PROVIDER_REFERENCE } from "../../../sdk/nodejs/providerReference";
import { failureOf } from "../../harness/failure";
import { isKnown, type MockedEngine, resolved, startEngine } from "../../harness/mockedEngine";

const TYPE = "pulumi-nodejs:dynamic/jetemail:TransactionalKeyPair";
const OUTPUTS = {
  ...{ apiToken: "transactional_b", previousApiToken: "transactional_a", tokenFingerprint: "f-1", current: "b" },
  ...{ uuids: { a: "u-a", b: "u-b" }, rotatedAt: "2026-01-02", rotationDueAt: "2026-04-02", keys: {} },
};

let engine: MockedEngine;
const warn = jest.spyOn(pulumi.log, "warn").mockImplementation(async () => {});

beforeEach(async () => {
  warn.mockClear();
  engine = await startEngine({ outputs: OUTPUTS });
});

/** Declares a pair and waits until it is registered. */
async function registered(
  args?: TransactionalKeyPairArgs,
  { name = "mail", opts }: { name?: string; opts?: pulumi.CustomResourceOptions } = {},
) {
  const pair = new TransactionalKeyPair(name, args, opts);
  await resolved(pair.urn);
  const [registration, ...others] = engine.registrations;
  if (!registration || others.length > 0) {
    throw new Error(`expected one registration, got ${engine.registrations.length}`);
  }
  return { ...registration, pair };
}

test("registers one custom resource, of the dynamic type that stacks know, with the arguments as inputs", async () => {
  const args = { quota: 5, revokePrevious: true, rotationTrigger: [1] };
  const { type, name, custom, inputs, pair } = await registered(args);
  expect({ type, name, custom }).toEqual({ type: TYPE, name: "mail", custom: true });
  expect(inputs).toEqual({
    ...args,
    name: "app-dev-mail",
    __resource: expect.stringMatching(/^[0-9a-f]{12}$/),
    __provider: PAIR_PROVIDER_REFERENCE,
  });
  expect(await resolved(pair.urn)).toContain(TYPE);
});

test("refers to the provider of pairs by a short text", async () => {
  const { inputs } = await registered();
  expect(Buffer.byteLength(inputs.__provider)).toBeLessThanOrEqual(350);
  expect(inputs.__provider).toContain(".pairProvider}");
});

describe("outputs", () => {
  test("are those of the provider", async () => {
    const { pair } = await registered();
    const { keys, ...documented } = OUTPUTS;
    for (const [name, value] of Object.entries(documented)) {
      expect(await resolved(pair[name as keyof TransactionalKeyPair] as pulumi.Output<unknown>)).toEqual(value);
    }
    expect(await resolved(pair.name)).toBe("app-dev-mail");
  });

  test("are secret for both tokens and the keys, and for nothing else", async () => {
    const { pair, secretOutputs } = await registered({}, { opts: { additionalSecretOutputs: ["uuids"] } });
    expect(secretOutputs.sort()).toEqual(["apiToken", "keys", "previousApiToken", "uuids"]);
    const outputs = ["apiToken", "previousApiToken", "current", "tokenFingerprint", "rotatedAt"] as const;
    const secrets = await Promise.all(outputs.map((output) => pulumi.isSecret(pair[output] as pulumi.Output<unknown>)));
    expect(secrets).toEqual([true, true, false, false, false]);
  });

  test("are unknown at preview of a new pair", async () => {
    engine = await startEngine({ preview: true });
    const { pair } = await registered();
    for (const output of [pair.apiToken, pair.previousApiToken, pair.uuids, pair.current]) {
      expect(await isKnown(output as pulumi.Output<unknown>)).toBe(false);
    }
  });

  test("are undefined where the provider or a user's mocks give none", async () => {
    engine = await startEngine({ outputs: { apiToken: "transactional_a" } });
    const { pair } = await registered();
    expect(await resolved(pair.apiToken)).toBe("transactional_a");
    expect(await resolved(pair.previousApiToken)).toBeUndefined();
    expect(await resolved(pair.uuids)).toBeUndefined();
  });
});

test("an error in the declaration shows where the pair is declared", async () => {
  const limit = Error.stackTraceLimit;
  const failing: pulumi.ResourceTransformation = () => {
    throw new Error("here");
  };
  const declare = async () => new TransactionalKeyPair("mail", {}, { transformations: [failing] });
  expect((await failureOf(declare())).stack).toMatch(/^Error: here\n.*transactionalKeyPair\.test\.ts/s);
  expect(Error.stackTraceLimit).toBe(limit);
});

describe("the name", () => {
  test("leaves room for the suffix of each key by default", async () => {
    const { inputs } = await registered({}, { name: "x".repeat(80) });
    expect(inputs.name).toMatch(/^app-dev-x{45}-[0-9a-f]{8}$/);
    expect(inputs.name).toHaveLength(62);
  });

  test("can come from another resource", async () => {
    expect((await registered({ name: pulumi.output("post") })).inputs.name).toBe("post");
  });
});

test("passes `replaceOnChanges` to the provider, which alone can apply it", async () => {
  const { inputs } = await registered({}, { opts: { replaceOnChanges: ["quota"] } });
  expect(inputs).toMatchObject({ replaceOnChanges: ["quota"] });
});

test("rejects an import, which adopts nothing", () => {
  expect(() => new TransactionalKeyPair("mail", {}, { import: "u1" })).toThrow("A pair cannot adopt keys");
  expect(engine.registrations).toEqual([]);
});

test("isInstance recognises a pair, and no other value", async () => {
  const { pair } = await registered();
  expect(TransactionalKeyPair.isInstance(pair)).toBe(true);
  for (const other of [undefined, null, "", TYPE, {}, new TransactionalKey("other")]) {
    expect(TransactionalKeyPair.isInstance(other)).toBe(false);
  }
  expect(TransactionalKey.isInstance(pair)).toBe(false);
});

test("warns that approvedDomains has no effect together with allowAllDomains", async () => {
  await registered({ allowAllDomains: true, approvedDomains: ["example.com"] });
  await pulumi.runtime.disconnect();
  expect(warn).toHaveBeenCalledTimes(1);
  expect(warn).toHaveBeenCalledWith(expect.stringContaining("approvedDomains has no effect"), expect.anything());
});
