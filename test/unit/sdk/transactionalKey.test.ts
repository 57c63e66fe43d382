import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { TransactionalKey, type TransactionalKeyArgs } from "../../../sdk/nodejs";
import { PAIR_PROVIDER_REFERENCE, PROVIDER_REFERENCE } from "../../../sdk/nodejs/providerReference";
import { failureOf } from "../../harness/failure";
import { type Registration, resolved, startEngine } from "../../harness/mockedEngine";
import { runNode } from "../../harness/nodeProcess";
import { repository } from "../../harness/repository";

const TYPE = "pulumi-nodejs:dynamic/jetemail:TransactionalKey";

let registrations: Registration[];
const warn = jest.spyOn(pulumi.log, "warn").mockImplementation(async () => {});

async function startApp(project = "app", stack = "dev"): Promise<void> {
  const outputs = { apiToken: "transactional_1", status: "active" };
  ({ registrations } = await startEngine({ project, stack, outputs }));
}

beforeAll(() => {
  if (!existsSync(path.join(repository, "dist", "sdk", "nodejs", "index.js"))) {
    execFileSync(process.execPath, [require.resolve("typescript/bin/tsc"), "-p", "tsconfig.build.json"], {
      cwd: repository,
    });
  }
});

beforeEach(async () => {
  warn.mockClear();
  await startApp();
});

async function registered(
  args?: TransactionalKeyArgs,
  { name = "receipts", opts }: { name?: string; opts?: pulumi.CustomResourceOptions } = {},
): Promise<Registration & { key: TransactionalKey }> {
  const key = new TransactionalKey(name, args, opts);
  await resolved(key.urn);
  const [registration, ...others] = registrations;
  if (!registration || others.length > 0) {
    throw new Error(`expected one registration, got ${registrations.length}`);
  }
  return { ...registration, key };
}

test("a key is registered as the dynamic resource that stacks know, with its arguments as inputs", async () => {
  const args = { name: "My key", approvedDomains: ["example.com"], quota: 5, enabled: false };
  const { type, name, inputs, custom } = await registered(args);
  expect({ type, name, custom }).toEqual({ type: TYPE, name: "receipts", custom: true });
  expect(inputs).toEqual({ ...args, __provider: PROVIDER_REFERENCE });
});

test("a key needs no arguments at all", async () => {
  const { inputs } = await registered();
  expect(inputs).toEqual({ name: "app-dev-receipts", __provider: PROVIDER_REFERENCE });
});

test.each([
  ["receipts", "app-dev-receipts"],
  ["a.b/c:d", "app-dev-a-b-c-d"],
  ["bücher ✉", "app-dev-b-cher -"],
  ["x".repeat(56), `app-dev-${"x".repeat(56)}`],
])("the key %s is called %s by default", async (name, expected) => {
  expect((await registered({}, { name })).inputs.name).toBe(expected);
});

test("a default name that would be too long is cut, and a hash keeps it apart from others", async () => {
  const long = await registered({}, { name: `${"x".repeat(57)}` });
  registrations.length = 0;
  const other = await registered({}, { name: `${"x".repeat(57)}y` });
  for (const { inputs } of [long, other]) {
    expect(inputs.name).toMatch(/^app-dev-x{47}-[0-9a-f]{8}$/);
    expect(inputs.name).toHaveLength(64);
  }
  expect(long.inputs.name).not.toBe(other.inputs.name);
  registrations.length = 0;
  expect((await registered({}, { name: "x".repeat(57) })).inputs.name).toBe(long.inputs.name);
});

test("the default name holds the project and the stack", async () => {
  await startApp("my.project", "org/prod");
  expect((await registered()).inputs.name).toBe("my-project-org-prod-receipts");
});

test.each([
  ["undefined", undefined],
  ["null", null],
  ["an output without a value", pulumi.output(undefined)],
  ["an output of null", pulumi.output(null)],
])("a name that is %s counts as not given", async (_, name) => {
  const { inputs } = await registered({ name } as unknown as TransactionalKeyArgs);
  expect(inputs.name).toBe("app-dev-receipts");
});

test("a name from another resource is taken as it is", async () => {
  expect((await registered({ name: pulumi.output("from elsewhere") })).inputs.name).toBe("from elsewhere");
});

test("an empty name is not replaced, so that check can refuse it", async () => {
  expect((await registered({ name: "" })).inputs.name).toBe("");
});

test("an argument that nobody knows is passed on, so that check can name the one that was meant", async () => {
  const { inputs } = await registered({ qouta: 5 } as TransactionalKeyArgs);
  expect(inputs).toMatchObject({ qouta: 5 });
});

test("the token is a secret, beside the outputs that a program declares secret itself", async () => {
  const { key, secretOutputs } = await registered({}, { opts: { additionalSecretOutputs: ["quota"] } });
  expect(secretOutputs.sort()).toEqual(["apiToken", "quota"]);
  expect(await pulumi.isSecret(key.apiToken)).toBe(true);
  expect(await pulumi.isSecret(key.status)).toBe(false);
  expect(await resolved(key.apiToken)).toBe("transactional_1");
});

test("every documented output is there", async () => {
  const { key } = await registered();
  const outputs = ["id", "uuid", "apiToken", "tokenFingerprint", "status", "createdAt", "rotatedAt"] as const;
  const args = ["name", "allowAllDomains", "approvedDomains", "quota", "ipRestrictions", "enabled"] as const;
  const directives = ["rotationTrigger", "rotateAfterDays", "account"] as const;
  for (const output of [...outputs, ...args, ...directives]) {
    expect(pulumi.Output.isInstance(key[output])).toBe(true);
  }
});

test("a look-up sends the id and no arguments, and its token is a secret too", async () => {
  const key = TransactionalKey.get("receipts", "uuid-7");
  await resolved(key.urn);
  expect(registrations).toMatchObject([{ type: TYPE, id: "uuid-7", inputs: { __provider: PROVIDER_REFERENCE } }]);
  expect(Object.keys(registrations[0]?.inputs ?? {})).toEqual(["__provider"]);
  expect(registrations[0]?.secretOutputs).toEqual(["apiToken"]);
  expect(await resolved(key.id)).toBe("uuid-7");
  expect(await pulumi.isSecret(key.apiToken)).toBe(true);
});

test("a look-up in another account sends its name beside the id", async () => {
  const key = TransactionalKey.get("receipts", "uuid-7", { account: "eu" }, { protect: true });
  await resolved(key.urn);
  expect(registrations[0]?.inputs).toEqual({ account: "eu", __provider: PROVIDER_REFERENCE });
});

test("directives are passed on as they are", async () => {
  const args = { rotationTrigger: { n: [1] }, rotateAfterDays: 30, account: "eu", adopt: "u1" };
  expect((await registered(args)).inputs).toMatchObject(args);
});

test("what shall replace a key is told to its provider, since the engine does not", async () => {
  const { inputs } = await registered({}, { opts: { replaceOnChanges: ["quota"] } });
  expect(inputs).toMatchObject({ replaceOnChanges: ["quota"] });
});

test("nothing is told where nothing shall replace a key", async () => {
  expect((await registered({}, { opts: { replaceOnChanges: [] } })).inputs).not.toHaveProperty("replaceOnChanges");
});

test("an import is refused, and adopting named as the way", () => {
  expect(() => new TransactionalKey("receipts", {}, { import: "u1" })).toThrow('Use the argument `adopt: "<uuid>"`');
  expect(registrations).toEqual([]);
});

describe("what Pulumi throws away of a program's time", () => {
  const { prepareStackTrace } = Error;
  afterEach(() => {
    Error.prepareStackTrace = prepareStackTrace;
    delete process.env.PULUMI_DEBUG_PROMISE_LEAKS;
  });

  /** How many stack traces are taken while a key is declared. */
  async function tracesOf(declare: () => pulumi.Resource): Promise<number> {
    let traces = 0;
    Error.prepareStackTrace = (_, frames) => {
      traces += frames.length > 0 ? 1 : 0;
      return "";
    };
    const resource = declare();
    Error.prepareStackTrace = prepareStackTrace;
    await resolved(resource.urn);
    return traces;
  }

  test("declaring a key takes one stack trace, by which Pulumi finds the place, unless leaks are looked for", async () => {
    expect(await tracesOf(() => new TransactionalKey("receipts"))).toBe(1);
    process.env.PULUMI_DEBUG_PROMISE_LEAKS = "true";
    expect(await tracesOf(() => new TransactionalKey("invoices"))).toBeGreaterThan(50);
  });

  test("an error meanwhile tells where the key is declared, and one that has a trace keeps it", async () => {
    const limit = Error.stackTraceLimit;
    const elsewhere = new Error("elsewhere");
    const { stack } = elsewhere;
    const declared = async (error: () => unknown) => {
      const transformations: pulumi.ResourceTransformation[] = [
        () => {
          throw error();
        },
      ];
      return new TransactionalKey("receipts", {}, { transformations });
    };
    expect((await failureOf(declared(() => new Error("here")))).stack).toMatch(
      /^Error: here\n.*transactionalKey\.test\.ts/s,
    );
    expect((await failureOf(declared(() => elsewhere))).stack).toBe(stack);
    expect(Error.stackTraceLimit).toBe(limit);
  });
});

test("a key is told apart from everything else", async () => {
  const { key } = await registered();
  expect(TransactionalKey.isInstance(key)).toBe(true);
  class Other extends pulumi.CustomResource {}
  for (const other of [undefined, null, "", TYPE, {}, new Other("a:b:C", "other", {})]) {
    expect(TransactionalKey.isInstance(other)).toBe(false);
  }
});

test("a list of domains that restricts nothing is warned of", async () => {
  const { key } = await registered({ allowAllDomains: true, approvedDomains: [pulumi.output("example.com")] });
  await pulumi.runtime.disconnect();
  expect(warn).toHaveBeenCalledTimes(1);
  expect(warn).toHaveBeenCalledWith(expect.stringContaining("approvedDomains restricts nothing"), key);
});

test.each<[string, TransactionalKeyArgs]>([
  ["only some domains", { approvedDomains: ["example.com"] }],
  ["all domains", { allowAllDomains: true }],
  ["all domains and an empty list", { allowAllDomains: true, approvedDomains: [] }],
  ["some domains and a plain no to all", { allowAllDomains: false, approvedDomains: ["example.com"] }],
  ["what check will refuse", { allowAllDomains: true, approvedDomains: "example.com" as unknown as string[] }],
])("a key for %s is not warned of", async (_, args) => {
  await registered(args);
  await pulumi.runtime.disconnect();
  expect(warn).not.toHaveBeenCalled();
});

test("the reference to the provider is short, and the same for every key and every argument", async () => {
  const { inputs } = await registered({ name: "secret-name", quota: 7 });
  registrations.length = 0;
  const other = await registered({}, { name: "other" });
  expect(inputs.__provider).toBe(other.inputs.__provider);
  expect(Buffer.byteLength(inputs.__provider)).toBeLessThanOrEqual(250);
  expect(inputs.__provider).not.toMatch(/secret-name|api_|transactional_|apiKey/);
});

test.each([
  ["keys", "provider", PROVIDER_REFERENCE],
  ["pairs", "pairProvider", PAIR_PROVIDER_REFERENCE],
])("Pulumi's provider process gets the provider of %s out of its reference", async (_, name, reference) => {
  // How @pulumi/pulumi/cmd/dynamic-provider evaluates the text.
  const code = `
    const Module = require("node:module");
    const loaded = new Module("");
    loaded._compile(${JSON.stringify(reference)}, "");
    console.log(loaded.exports.handler() === require("pulumi-jetemail/provider").${name});
  `;
  expect(await runNode(code)).toBe("true");
});

test("a program loads neither the HTTP library nor the schema library, the provider the first when it needs it", async () => {
  const loadedBy = async (specifier: string) => {
    const code = `require(${JSON.stringify(specifier)}); console.log(JSON.stringify(Object.keys(require.cache)))`;
    const files = JSON.parse(await runNode(code)) as string[];
    return ["undici", "zod", "ipaddr.js"].filter((name) =>
      files.some((file) => file.includes(`/node_modules/${name}/`)),
    );
  };
  expect(await loadedBy("pulumi-jetemail")).toEqual([]);
  expect(await loadedBy("pulumi-jetemail/provider")).toEqual(["zod", "ipaddr.js"]);
});
