import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Run } from "./command";
import { initialiseStack } from "./initialisedStack";
import { descendantsOf, killAll } from "./processTree";
import { PulumiProject } from "./pulumiProject";
import type { Fault, SimulatorOptions, StoredKey } from "./simulator";
import { CLASSES, DEFAULT_PROJECT, type Declarations, JAVASCRIPT_PROJECT, PROGRAM } from "./stackProgram";
import { keysOf, type StateResource, stateFilesIn } from "./stackState";

export type { Run } from "./command";
export type { Declarations } from "./stackProgram";
export type { StateResource } from "./stackState";

const DAY = 24 * 60 * 60 * 1000;

export type CreateStack = (simulator?: SimulatorOptions) => Promise<Stack>;

/** A stack on the real Pulumi engine whose program declares what a test says, against a simulated JetEmail. */
export class Stack extends PulumiProject {
  /** Makes the stacks of tests that run on either shell: see `onPlugin.ts`. */
  static create: CreateStack = (simulator) => Stack.ofDynamicResources(simulator);

  /** @param installed a folder in which the package is installed, in place of one that finds the package as built here. */
  static async ofDynamicResources(simulator: SimulatorOptions = {}, installed?: string): Promise<Stack> {
    const place = { folder: installed, isLinked: installed === undefined };
    const stack = new Stack(await PulumiProject.prepare({ name: "stack", ...place, simulator }));
    stack.env.JETEMAIL_API_KEY = stack.simulator.accountKey;
    if (installed === undefined) {
      stack.write("package.json", '{ "name": "app", "main": "index.js" }\n');
    }
    stack.write("jetemail.js", CLASSES);
    stack.program(PROGRAM);
    stack.declare({});
    await initialiseStack(stack);
    return stack;
  }

  /** The program as it is. */
  get source(): string {
    return readFileSync(path.join(this.folder, "index.js"), "utf8");
  }

  program(source: string): void {
    this.write("Pulumi.yaml", JAVASCRIPT_PROJECT);
    this.write("index.js", source);
  }

  typescriptProgram(source: string): void {
    this.write("Pulumi.yaml", DEFAULT_PROJECT);
    this.write("package.json", '{ "name": "app", "main": "index.ts" }\n');
    this.write("index.ts", source);
  }

  declare(keys: Declarations): void {
    this.write("keys.json", JSON.stringify(keys));
  }

  /** Writes a file of the project. */
  write(name: string, content: string): void {
    writeFileSync(path.join(this.folder, name), content);
  }

  async up(...options: string[]): Promise<Run> {
    return this.succeeds("up", "--yes", "--skip-preview", ...options);
  }

  async upFails(...options: string[]): Promise<Run> {
    return this.fails("up", "--yes", "--skip-preview", ...options);
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

  /** Kills an engine with -9, and its program, which would outlive it and log its own failure for ever. */
  async killEngine(engine: ChildProcess): Promise<void> {
    const programs = descendantsOf(engine.pid ?? 0, (command) => command.includes("@pulumi/pulumi/cmd/run"));
    const closed = once(engine, "close");
    killAll([engine.pid ?? 0, ...programs]);
    await closed;
  }

  /** Lets later commands believe that so many days have gone by. */
  moveClock(days: number): void {
    if (this.env.CLOCK_DAYS === undefined) {
      this.#preload("clock.js");
    }
    this.env.CLOCK_DAYS = String(days);
    this.simulator.options.now = () => Date.now() + days * DAY;
  }

  /** Makes later commands wait a thirtieth of the time for JetEmail. */
  shortenWaits(): void {
    this.#preload("fastWaits.js");
  }

  /** Lets later commands know nothing of a rate limit that earlier ones met: they have another temporary folder. */
  forgetRateLimit(): void {
    this.env.TMPDIR = mkdtempSync(path.join(this.temporary, "tmp-"));
  }

  /** Makes the provider's process throw what nobody catches, as soon as it has read a token. */
  crashOnToken(): void {
    this.#preload("crash.js");
  }

  #preload(file: string): void {
    this.env.NODE_OPTIONS = `${this.env.NODE_OPTIONS ?? ""} --require ${JSON.stringify(path.join(__dirname, file))}`;
  }

  /** The keys in the state, by logical name; secrets stay encrypted. */
  async state(): Promise<Record<string, StateResource>> {
    return keysOf(await this.exported());
  }

  async exported(...options: string[]): Promise<string> {
    return (await this.succeeds("stack", "export", ...options)).stdout;
  }

  async import(exported: string): Promise<Run> {
    const file = path.join(this.home, "import.json");
    writeFileSync(file, exported);
    return this.succeeds("stack", "import", "--file", file);
  }

  /** The outputs of a key or a pair, secrets decrypted. */
  async output(name: string, ...options: string[]): Promise<Record<string, unknown>> {
    const { stdout } = await this.succeeds("stack", "output", name, "--json", "--show-secrets", ...options);
    return JSON.parse(stdout) as Record<string, unknown>;
  }

  /** The files that the backend keeps, each as text. */
  stateFiles(): string[] {
    return stateFilesIn(this.home);
  }

  /** The one key that the simulated account holds. */
  get key(): StoredKey {
    const [key, ...others] = this.simulator.keys;
    if (!key || others.length > 0) {
      throw new Error(`expected one key at JetEmail, found ${this.simulator.keys.length}`);
    }
    return key;
  }

  /** The requests about keys since the last call, by method; a rotation is `ROTATE`. */
  calls(): string[] {
    const methods = this.simulator.requests
      .filter(({ path: called }) => called !== "/outbound/domains")
      .map(({ method, path: called }) => (called.endsWith("/rotate") ? "ROTATE" : method));
    this.simulator.clearRequests();
    return methods;
  }
}
