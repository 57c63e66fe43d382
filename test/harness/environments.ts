import { execFileSync, spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { findPulumi, pulumiEnvironment } from "./pulumi";
import { repository } from "./repository";
import { type Simulator, type StoredKey, startSimulator } from "./simulator";
import type { Run } from "./stack";

const example = path.join(repository, "examples", "environments");

/** As in the example's README. */
export const PASSPHRASE = "environments-example";

/** What the encrypted account keys of the example's stacks decrypt to: the one that `npm run simulator` takes. */
export const ACCOUNT_KEY = "api_simulator";

export interface ShellOptions {
  readonly input?: string;
  /** @default the copy of the example */
  readonly cwd?: string;
  /** On top of the usual environment. */
  readonly env?: Record<string, string>;
}

export interface Runner {
  readonly ended: Promise<Run>;
  /** As `kill -9` does. Only a script that is `exec` of one command ends with it. */
  kill(): void;
}

/** A copy of examples/environments as a user has it, with a backend of its own, and a simulated JetEmail. */
export class Environments {
  /** What a killed engine leaves running: its plugins. */
  readonly #orphans: number[] = [];

  private constructor(
    /** Holds all that a test makes. */
    readonly temporary: string,
    readonly folder: string,
    readonly home: string,
    readonly simulator: Simulator,
    readonly env: Record<string, string>,
  ) {}

  static async create(backend: { backendUrl?: string } = {}): Promise<Environments> {
    const temporary = mkdtempSync(path.join(tmpdir(), "jetemail-environments-"));
    const home = path.join(temporary, "home");
    mkdirSync(home);
    symlinkSync(path.join(repository, "node_modules"), path.join(temporary, "node_modules"));
    const folder = path.join(temporary, "mail");
    cpSync(example, folder, {
      recursive: true,
      filter: (source) => !["node_modules", "state"].includes(path.basename(source)),
    });
    const simulator = await startSimulator({ accountKey: ACCOUNT_KEY });
    const environment = pulumiEnvironment(await findPulumi(), { ...backend, home, passphrase: PASSPHRASE });
    return new Environments(temporary, folder, home, simulator, {
      ...environment,
      JETEMAIL_BASE_URL: simulator.url,
    });
  }

  async close(): Promise<void> {
    for (const pid of this.#orphans) {
      endProcess(pid);
    }
    await this.simulator.close();
    rmSync(this.temporary, { recursive: true, force: true });
  }

  /** Runs lines of a shell, as a user or a pipeline does. */
  shell(script: string, options?: ShellOptions): Promise<Run> {
    return this.start(script, options).ended;
  }

  /** Starts lines of a shell, as a runner that may be killed. */
  start(script: string, { input, env, cwd = this.folder }: ShellOptions = {}): Runner {
    const child = spawn("bash", ["-eo", "pipefail", "-c", script], {
      cwd,
      env: { ...this.env, ...env },
      stdio: "pipe",
    });
    const output = { stdout: "", stderr: "", text: "" };
    for (const stream of ["stdout", "stderr"] as const) {
      child[stream].setEncoding("utf8").on("data", (chunk: string) => {
        output[stream] += chunk;
        output.text += chunk;
      });
    }
    child.stdin.on("error", () => {}).end(input);
    const ended = new Promise<Run>((resolve, reject) => {
      child.once("error", reject).once("close", (code) => resolve({ code, ...output }));
    });
    const kill = () => {
      this.#orphans.push(...descendantsOf(child.pid ?? 0));
      child.kill("SIGKILL");
    };
    return { ended, kill };
  }

  async succeeds(script: string, options?: ShellOptions): Promise<Run> {
    const run = await this.shell(script, options);
    if (run.code !== 0) {
      throw new Error(`${script}\nended with ${run.code}:\n${run.text}`);
    }
    return run;
  }

  async fails(script: string): Promise<Run> {
    const run = await this.shell(script);
    if (run.code === 0) {
      throw new Error(`${script}\nwas expected to fail:\n${run.text}`);
    }
    return run;
  }

  async output(stack: string, name: string): Promise<string> {
    const { stdout } = await this.succeeds(`pulumi stack output ${name} --stack ${stack} --show-secrets`);
    return stdout.trim();
  }

  key(name: string): StoredKey {
    const found = this.simulator.keys.filter((key) => key.name === name);
    if (found.length !== 1) {
      throw new Error(`expected one key "${name}" at JetEmail, found ${found.length}`);
    }
    return found[0] as StoredKey;
  }
}

function descendantsOf(pid: number): number[] {
  const table = execFileSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" });
  const rows = table
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number));
  const children = (parent: number): number[] =>
    rows.flatMap(([child = 0, of]) => (of === parent ? [child, ...children(child)] : []));
  return children(pid);
}

function endProcess(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended by itself.
  }
}

/** The commands of the example's README under one of its headings: each block marked `sh`, in order. */
export function commandsOf(heading: string): string[] {
  const readme = readFileSync(path.join(example, "README.md"), "utf8");
  const section = readme.split(/^## /m).find((part) => part.startsWith(`${heading}\n`)) ?? "";
  return [...section.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block = ""]) => block);
}
