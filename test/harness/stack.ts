import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { findPulumi, pulumiEnvironment } from "./pulumi";
import { repository } from "./repository";
import { type Fault, type Simulator, type SimulatorOptions, startSimulator } from "./simulator";

export interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Both streams, for a look at everything a user saw. */
  readonly text: string;
}

export interface StateResource {
  readonly urn: string;
  readonly type: string;
  readonly id: string;
  readonly inputs: Record<string, unknown>;
  readonly outputs: Record<string, unknown>;
  readonly initErrors?: string[];
  /** Where the program declares it: `project:///index.js#12,3`. */
  readonly sourcePosition?: string;
}

/**
 * The arguments of each key by its logical name; among them, `$class: "TransactionalKeyPair"` declares a pair and
 * `$options` are the resource options.
 */
export type Declarations = Record<string, Record<string, unknown>>;

/** The file in which a running program tells its process. */
const PROGRAM_ID = "program.pid";

/**
 * A program that declares the keys of keys.json. A value `{"$unknown": x}` becomes one that only the update knows,
 * `{"$secret": x}` a secret.
 */
const PROGRAM = `
const pulumi = require("@pulumi/pulumi");
const jetemail = require("pulumi-jetemail");
require("node:fs").writeFileSync("${PROGRAM_ID}", String(process.pid));
const late = pulumi.runtime.isDryRun()
  ? new pulumi.Output([], Promise.resolve(undefined), Promise.resolve(false), Promise.resolve(false), Promise.resolve([]))
  : pulumi.output(undefined);
const value = (json) => {
  if (Array.isArray(json)) return json.map(value);
  if (json && typeof json === "object" && "$unknown" in json) return late.apply(() => json.$unknown);
  if (json && typeof json === "object" && "$secret" in json) return pulumi.secret(json.$secret);
  return json;
};
for (const [name, { $class = "TransactionalKey", $options, ...args }] of Object.entries(require("./keys.json"))) {
  const values = Object.fromEntries(Object.entries(args).map(([k, v]) => [k, value(v)]));
  const key = new jetemail[$class](name, values, $options);
  exports[name] = { ...key, urn: undefined, __provider: undefined };
}
`;

/** A stack on the real Pulumi engine, in a folder and with a backend of its own, against a simulated JetEmail. */
export class Stack {
  /** The program as it is. */
  source = "";

  private constructor(
    readonly folder: string,
    readonly simulator: Simulator,
    readonly env: Record<string, string>,
    private readonly isTemporary: boolean,
  ) {}

  /** @param installed a folder in which the package is installed, in place of one that finds the package as built here. */
  static async create(options: SimulatorOptions = {}, installed?: string): Promise<Stack> {
    const folder = installed ?? mkdtempSync(path.join(tmpdir(), "jetemail-stack-"));
    const home = path.join(folder, "home");
    mkdirSync(home);
    writeFileSync(path.join(folder, "Pulumi.yaml"), "name: app\nruntime: nodejs\n");
    if (!installed) {
      symlinkSync(path.join(repository, "node_modules"), path.join(folder, "node_modules"));
      writeFileSync(path.join(folder, "package.json"), '{ "name": "app", "main": "index.js" }\n');
    }
    const simulator = await startSimulator(options);
    // With its sidecar files of metadata, a kill could leave a state that cannot be read: see test/engine/kill.test.ts.
    const backendUrl = `file://${home}?metadata=skip`;
    const environment = pulumiEnvironment(await findPulumi(), { home, backendUrl, passphrase: "test" });
    const env = { ...environment, JETEMAIL_API_KEY: simulator.accountKey, JETEMAIL_BASE_URL: simulator.url };
    const stack = new Stack(folder, simulator, env, !installed);
    stack.program(PROGRAM);
    stack.declare({});
    await stack.succeeds("stack", "init", "test");
    return stack;
  }

  /** Lets later commands believe that so many days have gone by. */
  moveClock(days: number): void {
    this.env.NODE_OPTIONS = `--require ${path.join(__dirname, "clock.js")}`;
    this.env.CLOCK_DAYS = String(days);
    this.simulator.options.now = () => Date.now() + days * 24 * 60 * 60 * 1000;
  }

  /** Kills an engine with -9, and its program, which would outlive it and log its own failure for ever. */
  async killEngine(engine: ChildProcess): Promise<void> {
    const closed = once(engine, "close");
    engine.kill("SIGKILL");
    await closed;
    const file = path.join(this.folder, PROGRAM_ID);
    if (existsSync(file)) {
      try {
        process.kill(Number(readFileSync(file, "utf8")), "SIGKILL");
      } catch {
        // It had ended.
      }
    }
  }

  async close(): Promise<void> {
    await this.simulator.close();
    if (this.isTemporary) {
      rmSync(this.folder, { recursive: true, force: true });
    }
  }

  program(source: string): void {
    this.source = source;
    writeFileSync(path.join(this.folder, "index.js"), source);
  }

  declare(keys: Declarations): void {
    writeFileSync(path.join(this.folder, "keys.json"), JSON.stringify(keys));
  }

  async up(...options: string[]): Promise<Run> {
    return this.succeeds("up", "--yes", "--skip-preview", ...options);
  }

  async refresh(...options: string[]): Promise<Run> {
    return this.succeeds("refresh", "--yes", "--skip-preview", ...options);
  }

  async destroy(...options: string[]): Promise<Run> {
    return this.succeeds("destroy", "--yes", "--skip-preview", ...options);
  }

  async preview(...options: string[]): Promise<Run> {
    return this.succeeds("preview", "--diff", ...options);
  }

  async hasNothingToDo(...options: string[]): Promise<Run> {
    return this.succeeds("preview", "--expect-no-changes", ...options);
  }

  async succeeds(...args: string[]): Promise<Run> {
    const run = await this.pulumi(...args);
    if (run.code !== 0) {
      throw new Error(`pulumi ${args.join(" ")} ended with ${run.code}:\n${run.text}`);
    }
    return run;
  }

  async fails(...args: string[]): Promise<Run> {
    const run = await this.pulumi(...args);
    if (run.code === 0) {
      throw new Error(`pulumi ${args.join(" ")} was expected to fail:\n${run.text}`);
    }
    return run;
  }

  /** Runs a command while JetEmail fails, however often it is asked. */
  async during<Result>(fault: Fault | Fault[], run: () => Promise<Result>): Promise<Result> {
    for (const each of [fault].flat()) {
      this.simulator.faults.add({ count: Number.POSITIVE_INFINITY, ...each });
    }
    try {
      return await run();
    } finally {
      this.simulator.faults.clear();
    }
  }

  async pulumi(...args: string[]): Promise<Run> {
    const child = spawn("pulumi", [...args, "--non-interactive", "--color=never"], {
      cwd: this.folder,
      env: this.env,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (chunk: Buffer) => {
      stdout += chunk.toString();
    });
    child.stderr.on("data", (chunk: Buffer) => {
      stderr += chunk.toString();
    });
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once("error", reject).once("close", resolve);
    });
    return { code, stdout, stderr, text: stdout + stderr };
  }

  /** The keys in the state, by logical name; secrets stay encrypted. */
  async state(): Promise<Record<string, StateResource>> {
    return keysOf(await this.exported());
  }

  async exported(...options: string[]): Promise<string> {
    return (await this.succeeds("stack", "export", ...options)).stdout;
  }

  async import(exported: string): Promise<Run> {
    const file = path.join(this.folder, "home", "import.json");
    writeFileSync(file, exported);
    return this.succeeds("stack", "import", "--file", file);
  }

  async output(name: string): Promise<Record<string, unknown>> {
    const { stdout } = await this.succeeds("stack", "output", name, "--json", "--show-secrets");
    return JSON.parse(stdout) as Record<string, unknown>;
  }

  /** The files that the backend keeps, each as text. */
  stateFiles(): string[] {
    const folder = path.join(this.folder, "home", ".pulumi");
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(path.join(entry.parentPath, entry.name), "utf8"));
  }

  /** The one key that the simulated account holds. */
  get key() {
    const [key, ...others] = this.simulator.keys;
    if (!key || others.length > 0) {
      throw new Error(`expected one key at JetEmail, found ${this.simulator.keys.length}`);
    }
    return key;
  }

  /** The requests since the last call, by method; a rotation is `ROTATE`. */
  calls(): string[] {
    const methods = this.simulator.requests.map(({ method, path: called }) =>
      called.endsWith("/rotate") ? "ROTATE" : method,
    );
    this.simulator.clearRequests();
    return methods;
  }
}

function keysOf(exported: string): Record<string, StateResource> {
  const { deployment } = JSON.parse(exported) as { deployment: { resources?: StateResource[] } };
  const keys = (deployment.resources ?? []).filter(({ type }) => type.endsWith(":TransactionalKey"));
  return Object.fromEntries(keys.map((key) => [key.urn.split("::").at(-1), key]));
}
