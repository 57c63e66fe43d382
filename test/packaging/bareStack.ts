import { mkdirSync, symlinkSync } from "node:fs";
import path from "node:path";
import { initialiseStack } from "../harness/initialisedStack";
import { findPulumi } from "../harness/pulumi";
import { findLanguageHost } from "../harness/pulumi/languageHosts";
import { PulumiProject } from "../harness/pulumiProject";
import { YamlStack } from "../harness/yamlStack";

/**
 * A stack on a machine that has the Pulumi CLI alone: on `PATH` are only the CLI and its host for YAML programs, `PULUMI_HOME`
 * has no plugin, and Pulumi may download some.
 */
export class BareStack extends YamlStack {
  static override async create(): Promise<BareStack> {
    const stack = new BareStack(await PulumiProject.prepare({ name: "bare", isLinked: false }));
    const bin = path.join(stack.temporary, "bin");
    mkdirSync(bin);
    symlinkSync((await findPulumi()).command, path.join(bin, "pulumi"));
    symlinkSync(
      path.join(await findLanguageHost("yaml"), "pulumi-language-yaml"),
      path.join(bin, "pulumi-language-yaml"),
    );
    for (const name of ["PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION", "NODE_OPTIONS", "NODE_COMPILE_CACHE"]) {
      delete stack.env[name];
    }
    Object.assign(stack.env, { PATH: bin, JETEMAIL_API_KEY: stack.simulator.accountKey });
    stack.yaml({});
    await initialiseStack(stack);
    return stack;
  }

  addToPath(...folders: string[]): void {
    this.env.PATH = [...folders, this.env.PATH].join(path.delimiter);
  }

  /** Creates a key by the plugin that Pulumi finds. */
  async createsKey(options: object = {}, settings: object = {}): Promise<void> {
    const receipts = { type: "jetemail:TransactionalKey", properties: { quota: 5 }, options };
    this.yaml({ resources: { receipts }, outputs: { name: `\${receipts.name}` } }, settings);
    await this.up();
    expect(this.key).toMatchObject({ name: "app-test-receipts", quota: 5 });
    expect((await this.succeeds("stack", "output", "name")).stdout.trim()).toBe(this.key.name);
  }

  /** The plugins in `PULUMI_HOME`, each as NAME VERSION. */
  async installedPlugins(): Promise<string[]> {
    const plugins = JSON.parse((await this.succeeds("plugin", "ls", "--json")).stdout) as {
      name: string;
      version: string;
    }[];
    return plugins.map(({ name, version }) => `${name} ${version}`);
  }
}
