import { spawn } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { environment } from "../packaging/commands";
import { build } from "./build";
import { findPulumi, pulumiEnvironment } from "./pulumi";
import { repository } from "./repository";
import { type Simulator, type StoredKey, startSimulator } from "./simulator";

interface State {
  readonly type: string;
  readonly urn: string;
  // biome-ignore lint/suspicious/noExplicitAny: the resources of every provider
  readonly outputs: any;
}

interface ExampleOptions {
  /** The Pulumi package whose cloud is simulated. */
  cloud?: string;
  /** Leaves the packages of this repository away, for an example that installs its own. */
  bare?: boolean;
}

/**
 * A copy of an example, on the real Pulumi engine and a simulated JetEmail. Its README is a script: each command is run
 * as it stands there, in its order, and none is left out.
 */
export class Example {
  readonly #commands: string[];

  private constructor(
    readonly folder: string,
    readonly simulator: Simulator,
    readonly env: Record<string, string>,
  ) {
    this.#commands = commandsOf(readFileSync(path.join(folder, "README.md"), "utf8"));
  }

  static async open(name: string, { cloud, bare = false }: ExampleOptions = {}): Promise<Example> {
    await build();
    const temporary = mkdtempSync(path.join(tmpdir(), "jetemail-example-"));
    const folder = path.join(temporary, name);
    const home = path.join(temporary, "home");
    mkdirSync(home);
    cpSync(path.join(repository, "examples", name), folder, {
      recursive: true,
      filter: (source) => path.basename(source) !== "node_modules",
    });
    if (!bare) {
      symlinkSync(path.join(repository, "node_modules"), path.join(temporary, "node_modules"));
    }
    if (cloud) {
      simulateCloud(cloud, path.join(home, "bin"));
    }
    const simulator = await startSimulator();
    const env = pulumiEnvironment(await findPulumi(), { home, passphrase: "test", env: environment() });
    return new Example(folder, simulator, {
      ...env,
      PATH: [path.join(home, "bin"), env.PATH].join(path.delimiter),
      PULUMI_SKIP_CONFIRMATIONS: "true",
      JETEMAIL_BASE_URL: simulator.url,
    });
  }

  /** Runs the README's next command, which has to be this one, and answers what it prints. */
  async next(command: string): Promise<string> {
    expect(command).toBe(this.#commands.shift());
    return this.run(command);
  }

  async run(command: string): Promise<string> {
    const child = spawn("bash", ["-c", command], { cwd: this.folder, env: this.env, stdio: ["pipe", "pipe", "pipe"] });
    let printed = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk: Buffer) => {
        printed += chunk.toString();
      });
    }
    child.stdin.on("error", () => {}); // most commands do not read it
    child.stdin.end(command.endsWith("jetemail:apiKey") ? this.simulator.accountKey : "");
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once("error", reject).once("close", resolve);
    });
    if (code !== 0) {
      throw new Error(`${command} ended with ${code}:\n${printed}`);
    }
    return printed;
  }

  /** The resources in the state, secrets in clear. */
  async resources(): Promise<State[]> {
    const { deployment } = JSON.parse(await this.run("pulumi stack export --show-secrets"), reveal);
    return deployment.resources;
  }

  /** The one resource of a type. */
  async resource(type: string): Promise<State["outputs"]> {
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

  async close(): Promise<void> {
    await this.simulator.close();
    rmSync(path.dirname(this.folder), { recursive: true, force: true });
  }
}

/** What a README tells to type: the lines of its `sh` blocks, without comments. */
export function commandsOf(readme: string): string[] {
  return [...readme.matchAll(/^```sh\n(.*?)^```/gms)]
    .flatMap(([, block = ""]) => block.split("\n"))
    .map((line) => line.replace(/(^|\s+)#.*/, "").trim())
    .filter((line) => line !== "");
}

/** Puts a provider plugin for a package into a folder of PATH. */
function simulateCloud(name: string, folder: string): void {
  const plugin = path.join(folder, `pulumi-resource-${name}`);
  mkdirSync(folder);
  writeFileSync(plugin, `#!/bin/sh\nexec node --no-warnings "${path.join(__dirname, "cloudPlugin.mts")}" "$@"\n`);
  chmodSync(plugin, 0o755);
}

function reveal(_key: string, value: unknown): unknown {
  const { plaintext } = (value ?? {}) as { plaintext?: string };
  return plaintext === undefined ? value : JSON.parse(plaintext, reveal);
}
