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
const STAMP = /^[0-9a-f]{12}$/;

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

test("registers the dynamic resource that stacks know, with the arguments as inputs", async () => {
  const args = { name: "My key", approvedDomains: ["example.com"], quota: 5, enabled: false };
  const { type, name, inputs, custom } = await registered(args);
  expect({ type, name, custom }).toEqual({ type: TYPE, name: "receipts", custom: true });
  expect(inputs).toEqual({ ...args, __resource: expect.stringMatching(STAMP), __provider: PROVIDER_REFERENCE });
});

test("needs no arguments", async () => {
  const { inputs } = await registered();
  expect(inputs).toEqual({
    name: "app-dev-receipts",
    __resource: expect.stringMatching(STAMP),
    __provider: PROVIDER_REFERENCE,
  });
});

describe("the name", () => {
  test("consists of the project, the stack and the logical name by default", async () => {
    await startApp("shop", "prod");
    expect((await registered()).inputs.name).toBe("shop-prod-receipts");
  });

  test("has at most 64 characters by default", async () => {
    expect((await registered({}, { name: "x".repeat(57) })).inputs.name).toHaveLength(64);
  });

  test.each([
    ["undefined", undefined],
    ["null", null],
    ["an output without a value", pulumi.output(undefined)],
    ["an output of null", pulumi.output(null)],
  ])("is the default one when it is %s", async (_, name) => {
    const { inputs } = await registered({ name } as unknown as TransactionalKeyArgs);
    expect(inputs.name).toBe("app-dev-receipts");
  });

  test("can come from another resource", async () => {
    expect((await registered({ name: pulumi.output("from elsewhere") })).inputs.name).toBe("from elsewhere");
  });

  test("is not replaced when it is empty, so that check can reject it", async () => {
    expect((await registered({ name: "" })).inputs.name).toBe("");
  });
});

test("passes on an unknown argument, so that check can name the right one", async () => {
  const { inputs } = await registered({ qouta: 5 } as TransactionalKeyArgs);
  expect(inputs).toMatchObject({ qouta: 5 });
});

test("passes on local arguments as they are", async () => {
  const args = { rotationTrigger: { n: [1] }, rotateAfterDays: 30, account: "eu", adopt: "u1" };
  expect((await registered(args)).inputs).toMatchObject(args);
});

test("tells the provider which arguments are secret, and where a rotation trigger is not JSON", async () => {
  const { inputs } = await registered({ name: pulumi.secret("internal"), quota: 5 });
  expect(inputs.__secrets).toEqual(["name"]);
  expect(() => new TransactionalKey("other", { rotationTrigger: new Date(0) })).toThrow("[JETEMAIL-117]");
});

test("declares the token as a secret, besides the secret outputs that the program declares", async () => {
  const { key, secretOutputs } = await registered({}, { opts: { additionalSecretOutputs: ["quota"] } });
  expect(secretOutputs.sort()).toEqual(["apiToken", "quota"]);
  expect(await pulumi.isSecret(key.apiToken)).toBe(true);
  expect(await pulumi.isSecret(key.status)).toBe(false);
  expect(await resolved(key.apiToken)).toBe("transactional_1");
});

test("has every documented output", async () => {
  const { key } = await registered();
  const outputs = ["id", "uuid", "apiToken", "tokenFingerprint", "status", "createdAt", "rotatedAt"] as const;
  const args = ["name", "allowAllDomains", "approvedDomains", "quota", "ipRestrictions", "enabled"] as const;
  const localArguments = ["rotationTrigger", "rotateAfterDays", "account"] as const;
  for (const output of [...outputs, ...args, ...localArguments]) {
    expect(pulumi.Output.isInstance(key[output])).toBe(true);
  }
});

describe("get", () => {
  test("sends the id and no arguments, and declares the token as a secret", async () => {
    const key = TransactionalKey.get("receipts", "uuid-7");
    await resolved(key.urn);
    expect(registrations).toMatchObject([{ type: TYPE, id: "uuid-7", inputs: { __provider: PROVIDER_REFERENCE } }]);
    expect(Object.keys(registrations[0]?.inputs ?? {})).toEqual(["__provider"]);
    expect(registrations[0]?.secretOutputs).toEqual(["apiToken"]);
    expect(await resolved(key.id)).toBe("uuid-7");
    expect(await pulumi.isSecret(key.apiToken)).toBe(true);
  });

  test("sends the name of another account with the id", async () => {
    const key = TransactionalKey.get("receipts", "uuid-7", { account: "eu" }, { protect: true });
    await resolved(key.urn);
    expect(registrations[0]?.inputs).toEqual({ account: "eu", __provider: PROVIDER_REFERENCE });
  });
});

describe("replaceOnChanges", () => {
  test("is passed to the provider, which alone can apply it", async () => {
    const { inputs } = await registered({}, { opts: { replaceOnChanges: ["quota"] } });
    expect(inputs).toMatchObject({ replaceOnChanges: ["quota"] });
  });

  test("is omitted when it is empty", async () => {
    expect((await registered({}, { opts: { replaceOnChanges: [] } })).inputs).not.toHaveProperty("replaceOnChanges");
  });
});

test("rejects an import, and names `adopt` as the way", () => {
  expect(() => new TransactionalKey("receipts", {}, { import: "u1" })).toThrow('Use the argument `adopt: "<uuid>"`');
  expect(registrations).toEqual([]);
});

test("isInstance recognises a key, and no other value", async () => {
  const { key } = await registered();
  expect(TransactionalKey.isInstance(key)).toBe(true);
  class Other extends pulumi.CustomResource {}
  for (const other of [undefined, null, "", TYPE, {}, new Other("a:b:C", "other", {})]) {
    expect(TransactionalKey.isInstance(other)).toBe(false);
  }
});

describe("approvedDomains together with allowAllDomains", () => {
  test("causes a warning that it has no effect", async () => {
    const { key } = await registered({ allowAllDomains: true, approvedDomains: [pulumi.output("example.com")] });
    await pulumi.runtime.disconnect();
    expect(warn).toHaveBeenCalledTimes(1);
    expect(warn).toHaveBeenCalledWith(expect.stringContaining("approvedDomains has no effect"), key);
  });

  test.each<[string, TransactionalKeyArgs]>([
    ["only some domains", { approvedDomains: ["example.com"] }],
    ["all domains", { allowAllDomains: true }],
    ["all domains and an empty list", { allowAllDomains: true, approvedDomains: [] }],
    ["some domains and allowAllDomains: false", { allowAllDomains: false, approvedDomains: ["example.com"] }],
    ["a value that check rejects", { allowAllDomains: true, approvedDomains: "example.com" as unknown as string[] }],
  ])("causes no warning for %s", async (_, args) => {
    await registered(args);
    await pulumi.runtime.disconnect();
    expect(warn).not.toHaveBeenCalled();
  });
});

describe("stack traces while a key is declared", () => {
  const { prepareStackTrace } = Error;
  afterEach(() => {
    Error.prepareStackTrace = prepareStackTrace;
    delete process.env.PULUMI_DEBUG_PROMISE_LEAKS;
  });

  /** How many stack traces are taken for a declaration. */
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

  test("are taken once, for the place of the declaration, unless Pulumi looks for leaks", async () => {
    expect(await tracesOf(() => new TransactionalKey("receipts"))).toBe(1);
    process.env.PULUMI_DEBUG_PROMISE_LEAKS = "true";
    expect(await tracesOf(() => new TransactionalKey("invoices"))).toBeGreaterThan(50);
  });

  test("of an error show where the key is declared, unless the error has one already", async () => {
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

describe("the reference to the provider", () => {
  test("is short, and the same for every key and all arguments", async () => {
    const { inputs } = await registered({ name: "secret-name", quota: 7 });
    registrations.length = 0;
    const other = await registered({}, { name: "other" });
    expect(inputs.__provider).toBe(other.inputs.__provider);
    expect(Buffer.byteLength(inputs.__provider)).toBeLessThanOrEqual(350);
    expect(inputs.__provider).not.toMatch(/secret-name|api_|transactional_|apiKey/);
  });

  test.each([
    ["keys", "provider", PROVIDER_REFERENCE],
    ["pairs", "pairProvider", PAIR_PROVIDER_REFERENCE],
  ])("loads the provider of %s in Pulumi's process", async (_, name, reference) => {
    // How @pulumi/pulumi/cmd/dynamic-provider evaluates the text.
    const code = `
    const Module = require("node:module");
    const loaded = new Module("");
    loaded._compile(${JSON.stringify(reference)}, "");
    console.log(loaded.exports.handler() === require("pulumi-jetemail/provider").${name});
  `;
    expect(await runNode(code)).toBe("true");
  });
});

test("loads neither undici nor zod in a program, and undici in the provider only for the first request", async () => {
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
