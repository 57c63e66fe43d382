import { expectFailure, expectSuccess, type Run, type Running, startCommand } from "./command";
import type { PulumiProject } from "./pulumiProject";

export interface ScriptOptions {
  readonly input?: string | undefined;
  /** @default the project's folder */
  readonly cwd?: string;
  /** On top of the project's environment. */
  readonly env?: Record<string, string> | undefined;
}

/** Runs lines of a shell in a project, as a user or a pipeline does. */
export class Bash {
  constructor(private readonly project: PulumiProject) {}

  start(script: string, { input, cwd = this.project.folder, env }: ScriptOptions = {}): Running {
    return startCommand("bash", ["-eo", "pipefail", "-c", script], {
      cwd,
      env: { ...this.project.env, ...env },
      input,
    });
  }

  async run(script: string, options?: ScriptOptions): Promise<Run> {
    return this.start(script, options).ended;
  }

  async succeeds(script: string, options?: ScriptOptions): Promise<Run> {
    return expectSuccess(script, await this.run(script, options));
  }

  async fails(script: string, options?: ScriptOptions): Promise<Run> {
    return expectFailure(script, await this.run(script, options));
  }
}
