import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expectFailure, expectSuccess, type Run, type Running, startCommand } from "./command";
import { compileCache } from "./compileCache";
import { findPulumi, type PulumiInstallation, pulumiEnvironment } from "./pulumi";
import { onShutdown } from "./pulumi/shutdown";
import { repository } from "./repository";
import { type Simulator, type SimulatorOptions, startSimulator } from "./simulator";

export interface ProjectOptions {
  /** What the temporary folder is called, for who finds it. */
  readonly name: string;
  /** The project's folder in the temporary one. @default the temporary one itself */
  readonly subfolder?: string;
  /** A folder that exists and stays, in place of a temporary one. */
  readonly folder?: string | undefined;
  /** Whether programs find the packages of this repository, this one among them as built here. @default true */
  readonly isLinked?: boolean;
  /** @default a file backend in the project's home */
  readonly backendUrl?: string | undefined;
  readonly passphrase?: string;
  /** What the environment is inherited from. @default process.env */
  readonly inheritedEnv?: NodeJS.ProcessEnv;
  readonly simulator?: SimulatorOptions;
}

/** What a project is made of. */
export interface ProjectParts {
  /** Holds all that the project makes, and is removed with it. */
  readonly temporary: string;
  readonly folder: string;
  readonly home: string;
  readonly simulator: Simulator;
  readonly env: Record<string, string>;
}

/** Found once for all tests of a file. */
let installation: Promise<PulumiInstallation> | undefined;

/** A Pulumi project on the real CLI: a folder for a program, a backend of its own, and a simulated JetEmail. */
export class PulumiProject {
  readonly temporary: string;
  readonly folder: string;
  /** Pulumi's home: plugins, credentials, and the default backend. */
  readonly home: string;
  readonly simulator: Simulator;
  /** Of every command; a test may change it. */
  readonly env: Record<string, string>;
  readonly #unregister: () => void;

  protected constructor({ temporary, folder, home, simulator, env }: ProjectParts) {
    this.temporary = temporary;
    this.folder = folder;
    this.home = home;
    this.simulator = simulator;
    this.env = env;
    this.#unregister = onShutdown(() => this.#removeTemporary());
  }

  static async prepare(options: ProjectOptions): Promise<ProjectParts> {
    const { name, subfolder = "", isLinked = true, passphrase = "test", inheritedEnv = process.env } = options;
    const temporary = mkdtempSync(path.join(tmpdir(), `jetemail-${name}-`));
    const home = path.join(temporary, "home");
    mkdirSync(home);
    if (isLinked) {
      symlinkSync(path.join(repository, "node_modules"), path.join(temporary, "node_modules"));
    }
    const simulator = await startSimulator(options.simulator);
    installation ??= findPulumi();
    const environment = pulumiEnvironment(await installation, {
      home,
      // With its sidecar files of metadata, a kill could leave a state that cannot be read: see test/engine/kill.test.ts.
      backendUrl: options.backendUrl ?? `file://${home}?metadata=skip`,
      passphrase,
      env: inheritedEnv,
    });
    return {
      temporary,
      folder: options.folder ?? path.join(temporary, subfolder),
      home,
      simulator,
      env: {
        ...environment,
        ...(await compileCache()),
        JETEMAIL_BASE_URL: simulator.url,
        // Where JetEmail has no limit, nothing is paced.
        ...(options.simulator?.requestsPerMinute === undefined && { JETEMAIL_REQUESTS_PER_MINUTE: "100000" }),
      },
    };
  }

  static async make(options: ProjectOptions): Promise<PulumiProject> {
    return new PulumiProject(await PulumiProject.prepare(options));
  }

  /** The project in a folder that exists and stays. */
  static async at(folder: string, options: Omit<ProjectOptions, "folder">): Promise<PulumiProject> {
    return PulumiProject.make({ ...options, folder });
  }

  async close(): Promise<void> {
    await this.simulator.close();
    this.#unregister();
    this.#removeTemporary();
  }

  /** Starts a Pulumi command, for a test that meddles while it runs. */
  start(...args: string[]): Running {
    return startCommand("pulumi", [...args, "--non-interactive", "--color=never"], { cwd: this.folder, env: this.env });
  }

  /** Runs a Pulumi command, however it ends. */
  async pulumi(...args: string[]): Promise<Run> {
    return this.start(...args).ended;
  }

  async succeeds(...args: string[]): Promise<Run> {
    return expectSuccess(`pulumi ${args.join(" ")}`, await this.pulumi(...args));
  }

  async fails(...args: string[]): Promise<Run> {
    return expectFailure(`pulumi ${args.join(" ")}`, await this.pulumi(...args));
  }

  #removeTemporary(): void {
    rmSync(this.temporary, { recursive: true, force: true });
  }
}
