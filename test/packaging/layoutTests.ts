import { mkdtempSync, writeFileSync } from "node:fs";
import path from "node:path";
import { PAIR_PROVIDER_REFERENCE, PROVIDER_REFERENCE } from "../../sdk/nodejs/providerReference";
import { startCommand } from "../harness/command";
import { DynamicProvider, type Properties, secret } from "../harness/dynamicProvider";
import { type Simulator, startSimulator } from "../harness/simulator";
import { Stack } from "../harness/stack";
import { environment, node } from "./commands";
import { type Layout, layouts, type Project } from "./layouts";
import type { usePackedPackage } from "./usePackedPackage";

const LIMIT = 5 * 60_000;

/** @param title the name of a layout. */
export function testLayout(title: string, pack: ReturnType<typeof usePackedPackage>): void {
  describe(title, () => {
    let project: Project;
    let simulator: Simulator;

    beforeAll(async () => {
      const folder = mkdtempSync(path.join(pack.folder, "project-"));
      project = await (layouts[title] as Layout)(folder, pack.packed);
    }, LIMIT);

    beforeEach(async () => {
      simulator = await startSimulator();
    });

    afterEach(async () => {
      await DynamicProvider.closeAll();
      await simulator.close();
    });

    test("the SDK sends the provider reference that state keeps, which leads to the provider, which creates a key", async () => {
      const sent = await inputsSentBy(project);
      expect(sent.__provider).toBe(PROVIDER_REFERENCE);
      expect(Buffer.byteLength(PROVIDER_REFERENCE)).toBeLessThanOrEqual(350);

      const provider = await DynamicProvider.start({
        cwd: project.folder,
        config: { "jetemail:apiKey": simulator.accountKey, "jetemail:baseUrl": simulator.url },
      });
      const { inputs, failures } = await provider.check({}, sent);
      expect(failures).toEqual({});
      const { id, properties } = await provider.create(inputs);

      const [key] = simulator.keys;
      expect(key).toMatchObject({ uuid: id, name: "app-test-receipts", approvedDomains: ["example.com"] });
      expect(properties).toMatchObject({ __provider: PROVIDER_REFERENCE, apiToken: secret(key?.token) });
      expect(simulator.requests[0]?.headers["user-agent"]).toBe(`pulumi-jetemail/${pack.manifest.version}`);
    });

    test("the provider of pairs is found and creates both keys", async () => {
      const provider = await DynamicProvider.start({
        cwd: project.folder,
        config: { "jetemail:apiKey": simulator.accountKey, "jetemail:baseUrl": simulator.url },
      });
      const { inputs } = await provider.check({}, { __provider: PAIR_PROVIDER_REFERENCE, name: "receipts" });
      await provider.create(inputs);
      expect(simulator.keys.map(({ name }) => name)).toEqual(["receipts-a", "receipts-b"]);
    });

    test("a program can look keys up", async () => {
      simulator.edit.create({ name: "receipts" });
      const program = `
        process.env.JETEMAIL_API_KEY = ${JSON.stringify(simulator.accountKey)};
        process.env.JETEMAIL_BASE_URL = ${JSON.stringify(simulator.url)};
        require("${project.module}").getTransactionalKeys().then(([key]) => console.log(key.name));
      `;
      expect((await node(project.folder, "-e", program)).trim()).toBe("receipts");
    });

    // The other layouts differ in where the package is, which the provider process alone tells.
    if (title.startsWith("installed by") && !title.includes("of a")) {
      test("a preview and an update on the Pulumi CLI find the package", async () => {
        const stack = await Stack.ofDynamicResources({}, project.folder);
        try {
          stack.declare({ receipts: { quota: 5 } });
          stack.program(stack.source.replace('"pulumi-jetemail"', JSON.stringify(project.module)));
          expect((await stack.preview()).text).toMatch(/\+ .*TransactionalKey: \(create\)/);
          await stack.up();
          expect(stack.key.name).toBe("app-test-receipts");
          await stack.hasNothingToDo();
        } finally {
          await stack.close();
        }
      });
    }

    test("a TypeScript program has the types of the arguments and outputs", async () => {
      const program = `
        import * as pulumi from "@pulumi/pulumi";
        import {
          type GetTransactionalKeyResult,
          getTransactionalKey,
          getTransactionalKeyOutput,
          getTransactionalKeys,
          getTransactionalKeysOutput,
          type KeyArgs,
          TransactionalKey,
          type TransactionalKeyArgs,
          TransactionalKeyPair,
          type TransactionalKeyPairArgs,
        } from "${project.module}";
        const args: TransactionalKeyArgs = { quota: 5, approvedDomains: [pulumi.output("example.com")] };
        export const token: pulumi.Output<string> = new TransactionalKey("receipts", args, { protect: true }).apiToken;
        // @ts-expect-error
        new TransactionalKey("receipts", { qouta: 5 });
        // @ts-expect-error
        new TransactionalKey("receipts").quota = 5;
        const shared: KeyArgs = { rotationTrigger: { n: 1 }, rotateAfterDays: 30, account: pulumi.output("eu") };
        const both: TransactionalKeyPairArgs = { ...shared, revokePrevious: true };
        export const current: pulumi.Output<"a" | "b"> = new TransactionalKeyPair("pair", both).current;
        new TransactionalKey("old", { ...shared, adopt: "uuid" });
        // @ts-expect-error
        new TransactionalKeyPair("pair", { adopt: "uuid" });
        // @ts-expect-error
        new TransactionalKey("receipts", { revokePrevious: true });
        export const read: TransactionalKey = TransactionalKey.get("read", "uuid", { account: "eu" }, { protect: true });
        // @ts-expect-error
        TransactionalKey.get("read", "uuid", { protect: true });
        export const found: Promise<GetTransactionalKeyResult> = getTransactionalKey({ uuid: "u", account: "eu" });
        export const all: Promise<GetTransactionalKeyResult[]> = getTransactionalKeys();
        export const later: pulumi.Output<string> = getTransactionalKeyOutput({ name: current }).apiToken;
        export const many: pulumi.Output<GetTransactionalKeyResult[]> = getTransactionalKeysOutput({ account: current });
        // @ts-expect-error
        getTransactionalKey({ uuid: "u", name: "n" });
        // @ts-expect-error
        getTransactionalKey({ account: "eu" });
      `;
      expect(await typeErrorsOf(program, project.folder)).toBe("");
    });

    test("an ES module can import it", async () => {
      const program = `
        import { TransactionalKey } from "${project.module}";
        process.stdout.write(TransactionalKey.name);
      `;
      expect(await node(project.folder, "--input-type=module", "-e", program)).toBe("TransactionalKey");
    });
  });
}

/** What a program that declares a key registers. */
async function inputsSentBy({ folder, module }: Project): Promise<Properties> {
  const program = `
    const pulumi = require("@pulumi/pulumi");
    const newResource = ({ inputs }) => {
      process.stdout.write(JSON.stringify(inputs));
      return { id: "some-id", state: inputs };
    };
    pulumi.runtime.setMocks({ newResource, call: () => ({}) }, "app", "test");
    const { TransactionalKey } = require("${module}");
    new TransactionalKey("receipts", { approvedDomains: ["Example.com"] });
  `;
  return JSON.parse(await node(folder, "-e", program));
}

/** What the compiler prints of a program in `folder`. */
async function typeErrorsOf(program: string, folder: string): Promise<string> {
  const compilerOptions = { noEmit: true, strict: true, module: "nodenext", skipLibCheck: true, types: [] };
  writeFileSync(path.join(folder, "index.ts"), program);
  writeFileSync(path.join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["index.ts"] }));
  const compiler = require.resolve("typescript/bin/tsc");
  return (await startCommand(process.execPath, [compiler], { cwd: folder, env: environment() }).ended).stdout;
}
