import * as pulumi from "@pulumi/pulumi";
import { TransactionalKey, TransactionalKeyPair, type TransactionalKeyPairArgs } from "../../../sdk/nodejs";
import { PAIR_PROVIDER_REFERENCE } from "../../../sdk/nodejs/providerReference";
import { failureOf } from "../../harness/failure";
import { isKnown, type MockedEngine, resolved, startEngine } from "../../harness/mockedEngine";

const TYPE = "jetemail:index:TransactionalKeyPair";
const CHILD = "pulumi-nodejs:dynamic/jetemail:TransactionalKeyPair";
const KEYS = { a: { uuid: "u-a", apiToken: "transactional_a" }, b: { uuid: "u-b", apiToken: "transactional_b" } };

let engine: MockedEngine;
const warn = jest.spyOn(pulumi.log, "warn").mockImplementation(async () => {});

async function startWith(current: "a" | "b"): Promise<void> {
  engine = await startEngine({ outputs: { keys: KEYS, current, tokenFingerprint: "f-1", rotatedAt: "2026-01-02" } });
}

beforeEach(async () => {
  warn.mockClear();
  await startWith("a");
});

/** Declares a pair and waits until both of its resources are registered. */
async function registered(
  args?: TransactionalKeyPairArgs,
  { name = "mail", opts }: { name?: string; opts?: pulumi.ComponentResourceOptions } = {},
) {
  const pair = new TransactionalKeyPair(name, args, opts);
  await Promise.all([resolved(pair.urn), resolved(pair.rotatedAt)]);
  const child = engine.registrations.find(({ type }) => type === CHILD);
  return { pair, child, inputs: child?.inputs };
}

test("registers a component with one child, of the dynamic type that stacks know", async () => {
  const { child, pair } = await registered({ quota: 5, revokePrevious: true, rotationTrigger: [1] });
  expect(engine.registrations.map(({ type, custom }) => ({ type, custom }))).toEqual([
    { type: TYPE, custom: false },
    { type: CHILD, custom: true },
  ]);
  expect(child).toMatchObject({
    name: "mail",
    inputs: {
      ...{ name: "app-dev-mail", quota: 5, revokePrevious: true, rotationTrigger: [1] },
      __provider: PAIR_PROVIDER_REFERENCE,
    },
    secretOutputs: ["keys"],
  });
  expect(Object.keys(child?.inputs ?? {}).sort()).toEqual(
    ["name", "quota", "revokePrevious", "rotationTrigger", "__provider"].sort(),
  );
  expect(await resolved(pair.urn)).toContain(TYPE);
});

test("refers to the provider of pairs by a short text", async () => {
  const { inputs } = await registered();
  expect(Buffer.byteLength(inputs?.__provider)).toBeLessThanOrEqual(250);
  expect(inputs?.__provider).toContain(".pairProvider}");
});

describe("outputs", () => {
  test.each([
    ["a", "transactional_a", "transactional_b"],
    ["b", "transactional_b", "transactional_a"],
  ] as const)(
    "have the token of the current key %s as apiToken, and the other one as previousApiToken",
    async (...expected) => {
      const [current, apiToken, previousApiToken] = expected;
      await startWith(current);
      const { pair } = await registered();
      expect(await resolved(pair.current)).toBe(current);
      expect(await resolved(pair.apiToken)).toBe(apiToken);
      expect(await resolved(pair.previousApiToken)).toBe(previousApiToken);
      expect(await resolved(pair.uuids)).toEqual({ a: "u-a", b: "u-b" });
      expect(await resolved(pair.tokenFingerprint)).toBe("f-1");
      expect(await resolved(pair.rotatedAt)).toBe("2026-01-02");
    },
  );

  test("are secret for both tokens, and for nothing else", async () => {
    const { pair } = await registered();
    const outputs = ["apiToken", "previousApiToken", "current", "tokenFingerprint", "uuids", "rotatedAt"] as const;
    const secrets = await Promise.all(outputs.map((output) => pulumi.isSecret(pair[output] as pulumi.Output<unknown>)));
    expect(secrets).toEqual([true, true, false, false, false, false]);
  });

  test("are unknown for the tokens at preview of a new pair", async () => {
    engine = await startEngine({ preview: true });
    const pair = new TransactionalKeyPair("mail");
    await resolved(pair.urn);
    expect(await isKnown(pair.apiToken)).toBe(false);
    expect(await isKnown(pair.previousApiToken)).toBe(false);
  });

  test.each<[string, Record<string, unknown>]>([
    ["a key was deleted outside Pulumi", { keys: { a: KEYS.a }, current: "a" }],
    ["a registration with a user's mocks", {}],
  ])("are undefined for a token that is missing, as after %s", async (_, outputs) => {
    engine = await startEngine({ outputs });
    const pair = new TransactionalKeyPair("mail");
    const isThere = "keys" in outputs;
    expect(await resolved(pair.apiToken)).toBe(isThere ? "transactional_a" : undefined);
    expect(await resolved(pair.previousApiToken)).toBeUndefined();
    expect(await resolved(pair.uuids)).toEqual({ a: isThere ? "u-a" : undefined, b: undefined });
  });
});

test("an error in the declaration shows where the pair is declared", async () => {
  const limit = Error.stackTraceLimit;
  const failing: pulumi.ResourceTransformation = ({ type }) => {
    if (type === CHILD) {
      throw new Error("here");
    }
    return undefined;
  };
  const declare = async () => new TransactionalKeyPair("mail", {}, { transformations: [failing] });
  expect((await failureOf(declare())).stack).toMatch(/^Error: here\n.*transactionalKeyPair\.test\.ts/s);
  expect(Error.stackTraceLimit).toBe(limit);
});

describe("the name", () => {
  test("leaves room for the suffix of each key by default", async () => {
    const { inputs } = await registered({}, { name: "x".repeat(80) });
    expect(inputs?.name).toMatch(/^app-dev-x{45}-[0-9a-f]{8}$/);
    expect(inputs?.name).toHaveLength(62);
  });

  test("can come from another resource", async () => {
    expect((await registered({ name: pulumi.output("post") })).inputs?.name).toBe("post");
  });
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
