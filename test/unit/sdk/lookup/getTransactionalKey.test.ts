import * as pulumi from "@pulumi/pulumi";
import { fingerprintOf } from "../../../../provider/jetemail/keyIdentities";
import {
  type GetTransactionalKeyArgs,
  getTransactionalKey,
  getTransactionalKeyOutput,
  getTransactionalKeys,
  getTransactionalKeysOutput,
  type TransactionalKey,
} from "../../../../sdk/nodejs";
import { onDeclared, sharedLookup } from "../../../../sdk/nodejs/lookup/sharedLookup";
import { failureOf } from "../../../harness/failure";
import { isKnown, resolved } from "../../../harness/mockedEngine";
import { runNode } from "../../../harness/nodeProcess";
import { shown } from "../../../harness/shown";
import { type Simulator, startSimulator } from "../../../harness/simulator";

/** Look-ups of a program that runs without an engine and without mocks. */

const runtime = pulumi.runtime as typeof pulumi.runtime & { _setIsDryRun(value: boolean): void };
const SETTINGS = ["JETEMAIL_API_KEY", "JETEMAIL_BASE_URL", "JETEMAIL_API_KEY_EU"];
const ambient = { ...process.env };
let simulator: Simulator;

// One for the file, since a program has one shared look-up, which keeps its clients.
beforeAll(async () => {
  simulator = await startSimulator();
  Object.assign(process.env, {
    JETEMAIL_API_KEY: "api_wrong",
    JETEMAIL_API_KEY_EU: simulator.accountKey,
    JETEMAIL_BASE_URL: simulator.url,
  });
});

afterAll(async () => {
  await simulator.close();
  for (const setting of SETTINGS) {
    delete process.env[setting];
  }
  Object.assign(process.env, ambient);
});

beforeEach(() => {
  sharedLookup().invalidate();
  for (const { uuid } of simulator.keys) {
    simulator.edit.delete(uuid);
  }
  simulator.clearRequests();
});

afterEach(() => {
  runtime._setIsDryRun(false);
});

const ACCOUNT = "eu";
const calls = () => simulator.requests.map(({ method }) => method);

test("returns a key as JetEmail has it, with its token as a secret and its fingerprint in clear", async () => {
  const { uuid, token } = simulator.edit.create({ name: "one", quota: 5, approvedDomains: ["a.example"] });
  simulator.edit.set(uuid, { usage: 3, ipRestrictions: ["::1"] });
  const { apiToken, ...key } = await getTransactionalKey({ uuid, account: ACCOUNT });
  expect(key).toEqual({
    ...{ uuid, name: "one", status: "active", tokenFingerprint: fingerprintOf(token) },
    ...{ allowAllDomains: false, approvedDomains: ["a.example"], quota: 5, ipRestrictions: ["::1"], usage: 3 },
    createdAt: expect.stringMatching(/Z$/),
  });
  expect(await pulumi.isSecret(apiToken)).toBe(true);
  expect(await resolved(apiToken)).toBe(token);
  expect(shown(key)).not.toContain(token);
});

test("sends one request for all look-ups of a program, in any form", async () => {
  const one = simulator.edit.create({ name: "one" });
  simulator.edit.create({ name: "two" });
  const [byName, keys, output, all] = await Promise.all([
    getTransactionalKey({ name: "one", account: ACCOUNT }),
    getTransactionalKeys({ account: ACCOUNT }),
    resolved(getTransactionalKeyOutput({ name: pulumi.output("two"), account: ACCOUNT })),
    resolved(getTransactionalKeysOutput({ account: pulumi.output(ACCOUNT) })),
  ]);
  expect(byName.uuid).toBe(one.uuid);
  expect(keys.map(({ name }) => name)).toEqual(["one", "two"]);
  expect(output.name).toBe("two");
  expect(all.map(({ name }) => name)).toEqual(["one", "two"]);
  expect(calls()).toEqual(["GET"]);
});

test("returns the token of a look-up by outputs as a secret", async () => {
  const { token } = simulator.edit.create({ name: "one" });
  const { apiToken } = getTransactionalKeyOutput({ name: "one", account: ACCOUNT });
  expect(await resolved(apiToken as pulumi.Output<string>)).toBe(token);
  expect(await pulumi.isSecret(apiToken as pulumi.Output<string>)).toBe(true);
});

test.each([
  ["nothing", {}],
  ["both", { uuid: "u1", name: "one" }],
  ["an empty uuid", { uuid: "" }],
  ["an empty name", { name: "" }],
  ["a number", { name: 7 }],
  ["null", { uuid: null }],
])("rejects a look-up of %s without a request", async (_, args) => {
  const error = await failureOf(
    getTransactionalKey({ ...args, account: ACCOUNT } as unknown as GetTransactionalKeyArgs),
  );
  expect(error.message).toBe(
    "getTransactionalKey takes either `uuid` or `name`, and it must not be empty. [JETEMAIL-804]",
  );
  expect(calls()).toEqual([]);
});

test("throws an error with the name that JetEmail does not have", async () => {
  expect((await failureOf(getTransactionalKey({ name: "none", account: ACCOUNT }))).message).toContain(
    'the name "none"',
  );
});

test("uses the default account, with its own account key, when none is named", async () => {
  expect((await failureOf(getTransactionalKeys())).message).toContain("JetEmail answered 401");
});

test("says how to set a missing account key, even at preview", async () => {
  runtime._setIsDryRun(true);
  const error = await failureOf(getTransactionalKey({ name: "one", account: "us" }));
  expect(error.message).toContain('No account key of the JetEmail account "us" is configured.');
});

describe("a look-up by outputs at preview", () => {
  test.each<[string, () => pulumi.Output<unknown>]>([
    ["a key", () => getTransactionalKeyOutput({ name: "one", account: "us" })],
    ["all keys", () => getTransactionalKeysOutput({ account: "us" })],
  ])("of %s is unknown without an account key, and sends no request", async (_, lookUp) => {
    runtime._setIsDryRun(true);
    expect(await isKnown(lookUp())).toBe(false);
    expect(calls()).toEqual([]);
  });

  test("is unknown for a key that the program declares and JetEmail does not have yet", async () => {
    runtime._setIsDryRun(true);
    onDeclared({ name: pulumi.output("soon"), id: pulumi.output("") } as unknown as TransactionalKey);
    expect(await isKnown(getTransactionalKeyOutput({ name: "soon", account: ACCOUNT }))).toBe(false);
    expect(calls()).toEqual(["GET"]);
  });

  test.each([
    ["that the program does not declare", { isPreview: true, name: "none" }],
    ["that the program declares, at an update", { isPreview: false, name: "soon" }],
    ["of a uuid", { isPreview: true, uuid: "u1" }],
  ])("ends the program for a key %s and that JetEmail does not have", async (_, { isPreview, ...query }) => {
    const code = `
      const pulumi = require("@pulumi/pulumi");
      const { onDeclared } = require("./dist/sdk/nodejs/lookup/sharedLookup");
      process.once("unhandledRejection", ({ message }) => {
        console.log(message);
        process.exit();
      });
      pulumi.runtime._setIsDryRun(${isPreview});
      onDeclared({ name: pulumi.output("soon"), id: pulumi.output("") });
      require("pulumi-jetemail").getTransactionalKeyOutput(${JSON.stringify({ ...query, account: ACCOUNT })});
    `;
    expect(await runNode(code)).toContain("[JETEMAIL-805]");
  });

  test("is known with an account key", async () => {
    simulator.edit.create({ name: "one" });
    runtime._setIsDryRun(true);
    const output = getTransactionalKeyOutput({ name: "one", account: ACCOUNT });
    expect(await isKnown(output)).toBe(true);
    expect((await resolved(output)).name).toBe("one");
  });
});
