import { cpSync, existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { environment } from "../packaging/commands";
import { Bash } from "./bash";
import { PLUGINS, simulateCloud } from "./cloud";
import { installPlugin } from "./pluginFolder";
import { findLanguageHost, type HostLanguage } from "./pulumi/languageHosts";
import { type ProjectParts, PulumiProject } from "./pulumiProject";
import { shellCommands } from "./readmeCommands";
import { repository } from "./repository";
import type { StoredKey } from "./simulator";

interface Resource {
  readonly type: string;
  readonly urn: string;
  // biome-ignore lint/suspicious/noExplicitAny: the resources of every provider
  readonly outputs: any;
}

interface ExampleOptions {
  /** The Pulumi package whose cloud is simulated. */
  cloud?: string;
  /** The language of its program, if that needs the plugin, a host and an SDK of this repository. */
  language?: HostLanguage;
  /** Leaves the packages of this repository away, for an example that installs its own. */
  bare?: boolean;
}

/** A copy of an example. Its README is a script: each command is run as it stands there, in its order, none left out. */
export class Example extends PulumiProject {
  readonly #commands: string[];
  readonly #bash = new Bash(this);

  private constructor(parts: ProjectParts) {
    super(parts);
    this.#commands = shellCommands(readFileSync(path.join(parts.folder, "README.md"), "utf8"));
  }

  static async open(name: string, { cloud, language, bare = false }: ExampleOptions = {}): Promise<Example> {
    const parts = await PulumiProject.prepare({
      name: "example",
      subfolder: path.join("examples", name),
      isLinked: !bare,
      inheritedEnv: environment(),
    });
    cpSync(path.join(repository, "examples", name), parts.folder, {
      recursive: true,
      filter: (source) => path.basename(source) !== "node_modules",
    });
    const example = new Example(parts);
    Object.assign(example.env, {
      PATH: [path.join(parts.home, PLUGINS), parts.env.PATH].join(path.delimiter),
      PULUMI_SKIP_CONFIRMATIONS: "true",
    });
    if (cloud) {
      simulateCloud(cloud, parts.home);
    }
    if (language) {
      await example.#useLanguage(language);
    }
    return example;
  }

  /** What a user has: the plugin, the CLI's host of the language, and an environment that `activate` is run in. */
  async #useLanguage(language: HostLanguage): Promise<void> {
    installPlugin(path.join(this.home, PLUGINS));
    const activated = path.join(this.folder, "venv", "bin");
    this.env.PATH = [activated, await findLanguageHost(language), this.env.PATH].join(path.delimiter);
    const sdk = path.join("sdk", language);
    if (existsSync(path.join(repository, sdk))) {
      cpSync(path.join(repository, sdk), path.join(this.temporary, sdk), { recursive: true });
    }
  }

  /** Runs the README's next command, which has to be this one, and answers what it prints. */
  async next(command: string): Promise<string> {
    expect(command).toBe(this.#commands.shift());
    return this.run(command);
  }

  async run(command: string): Promise<string> {
    const input = command.endsWith("jetemail:apiKey") ? this.simulator.accountKey : undefined;
    return (await this.#bash.succeeds(command, { input })).text;
  }

  /** The resources in the state, secrets in clear. */
  async resources(): Promise<Resource[]> {
    const { deployment } = JSON.parse(await this.run("pulumi stack export --show-secrets"), reveal);
    return deployment.resources;
  }

  /** The one resource of a type. */
  async resource(type: string): Promise<Resource["outputs"]> {
    const found = (await this.resources()).filter((each) => each.type === type);
    expect(found).toHaveLength(1);
    return found[0]?.outputs;
  }

  keyWith(token: string): StoredKey | undefined {
    return this.simulator.keys.find((key) => key.token === token);
  }

  /** Whether mail can be sent with it. */
  works(token: string): boolean {
    return this.keyWith(token)?.status === "active";
  }

  /** Checks that the README was done to its end, and that no secret stands in the state in clear. */
  async finish(): Promise<void> {
    expect(this.#commands).toEqual([]);
    const state = await this.run("pulumi stack export");
    for (const secret of [this.simulator.accountKey, ...this.simulator.issuedTokens]) {
      expect(state).not.toContain(secret);
    }
  }
}

function reveal(_key: string, value: unknown): unknown {
  const { plaintext } = (value ?? {}) as { plaintext?: string };
  return plaintext === undefined ? value : JSON.parse(plaintext, reveal);
}
