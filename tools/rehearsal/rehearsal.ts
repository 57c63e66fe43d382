import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Run } from "../../test/harness/command";
import { Environments } from "../../test/harness/environments";
import { PUBLISHED_RATE_LIMIT } from "../../test/harness/simulator";
import { GITHUB_FILES, githubJobs, githubStep, githubSteps, pipelines } from "../../test/pipelines/pipelineFiles";

/** The last lines of a command's output that the log shows. */
const SHOWN_LINES = 40;

/** A team's repository, its developer and its runners on one machine: real git, the real Pulumi, a simulated JetEmail. */
export class Rehearsal {
  #steps = 0;
  #log = "";
  #runs = 0;

  private constructor(
    readonly environments: Environments,
    private readonly write: (text: string) => void,
  ) {}

  static async create(write: (text: string) => void): Promise<Rehearsal> {
    const environments = await Environments.create({ simulator: PUBLISHED_RATE_LIMIT });
    const { env, home, temporary } = environments;
    const bin = path.join(home, "bin");
    mkdirSync(bin);
    symlinkSync(path.join(__dirname, "gh"), path.join(bin, "gh"));
    Object.assign(env, {
      PATH: `${bin}${path.delimiter}${env.PATH}`,
      GH_RECORD: path.join(temporary, "github.txt"),
      GH_ARTIFACTS: path.join(temporary, "artifacts"),
      GH_TOKEN: "a token of GitHub's",
      GIT_CONFIG_GLOBAL: path.join(home, "gitconfig"),
      GIT_CONFIG_NOSYSTEM: "1",
      PULUMI_OPTION_SUPPRESS_PROGRESS: "true",
    });
    writeFileSync(env.GH_RECORD as string, "");
    mkdirSync(env.GH_ARTIFACTS as string);
    writeFileSync(
      env.GIT_CONFIG_GLOBAL as string,
      "[user]\n\tname = Developer\n\temail = developer@example.com\n[init]\n\tdefaultBranch = main\n[advice]\n\tdetachedHead = false\n",
    );
    const rehearsal = new Rehearsal(environments, write);
    await rehearsal.#createRepository();
    return rehearsal;
  }

  async #createRepository(): Promise<void> {
    const { folder } = this.environments;
    const workflows = path.join(folder, ".github", "workflows");
    for (const file of GITHUB_FILES) {
      cpSync(path.join(pipelines, "github", file), path.join(workflows, file));
    }
    await this.environments.bash.succeeds(`git init --quiet --bare ../origin.git
      git init --quiet; git remote add origin ../origin.git; git add --all
      git commit --quiet --message "The keys of three environments"; git push --quiet --set-upstream origin main`);
  }

  get steps(): number {
    return this.#steps;
  }

  /** Everything that was printed. */
  get log(): string {
    return this.#log;
  }

  close(): Promise<void> {
    return this.environments.close();
  }

  /** A new part of the story. */
  chapter(title: string): void {
    this.print(`\n# ${title}\n`);
  }

  async step(title: string, run: () => Promise<void>): Promise<void> {
    this.#steps++;
    this.print(`\n## ${this.#steps}. ${title}\n`);
    await run();
  }

  /** @throws Error if it is not so. */
  expect(condition: boolean, promise: string): void {
    if (!condition) {
      throw new Error(`Step ${this.#steps} expected: ${promise}.`);
    }
    this.print(`✓ ${promise}\n`);
  }

  /** What the developer types, in their clone. */
  async developer(script: string): Promise<Run> {
    return this.#run(script, { cwd: this.environments.folder });
  }

  /**
   * Steps of a GitHub workflow, as they stand in the file, on a fresh runner that has checked out main, or the merge of a
   * branch into it, as for a pull request. The log shows what the step prints that is called like the file.
   */
  async workflow(
    file: string,
    ids: readonly string[],
    { stack = "", branch = "main", fails = false } = {},
  ): Promise<string> {
    const cwd = path.join(this.environments.temporary, `runner-${++this.#runs}`);
    await this.environments.bash.succeeds(`git clone --quiet ../origin.git ${cwd}
      cd ${cwd}; git merge --quiet --no-ff --no-edit origin/${branch}`);
    const env = { STACK: stack, PULL_REQUEST: "1", GITHUB_OUTPUT: `${cwd}.outputs` };
    writeFileSync(env.GITHUB_OUTPUT, "");
    let printed = "";
    for (const id of ids) {
      if (id === path.basename(file, ".yml")) {
        printed = (await this.#run(githubStep(file, id), { cwd, env, fails })).text;
        continue;
      }
      const before = this.github().length;
      const { text } = await this.#run(githubStep(file, id), { cwd, env, quiet: true });
      const asked = this.github().slice(before).split("\n");
      for (const line of [...asked.filter((each) => each.startsWith("gh ")), text.trim()]) {
        this.print(line && `${indented(line)}\n`);
      }
    }
    if (!fails) {
      this.#upload(file, env.GITHUB_OUTPUT, { cwd, stack });
    }
    return printed;
  }

  /** What `actions/upload-artifact` does in a workflow. */
  #upload(file: string, outputs: string, { cwd, stack }: { cwd: string; stack: string }): void {
    const values = new Map([["matrix.stack", stack]]);
    for (const line of readFileSync(outputs, "utf8").split("\n")) {
      const [name, value = ""] = line.split("=");
      values.set(`steps.${name}.outputs.${name}`, value);
    }
    for (const { uses = "", with: { name = "", path: uploaded = "" } = {} } of githubSteps(file)) {
      if (uses.startsWith("actions/upload-artifact@")) {
        const artifact = name.replace(/\$\{\{ (\S+) \}\}/g, (_, expression) => values.get(expression) ?? "");
        cpSync(path.join(cwd, uploaded), path.join(this.environments.env.GH_ARTIFACTS as string, artifact, uploaded));
      }
    }
  }

  /** The stacks of deploy.yml, in its order. */
  deployed(): string[] {
    return Object.values(githubJobs("deploy.yml")).map((job) => job.with?.stack ?? "");
  }

  /** Everything that GitHub was asked to show. */
  github(): string {
    return readFileSync(this.environments.env.GH_RECORD as string, "utf8");
  }

  /** The texts of all uploaded artifacts. */
  artifacts(): string {
    const folder = this.environments.env.GH_ARTIFACTS as string;
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    return files.map(({ parentPath, name }) => readFileSync(path.join(parentPath, name), "utf8")).join("\n");
  }

  print(text: string): void {
    this.#log += text;
    this.write(text);
  }

  async #run(
    script: string,
    {
      cwd,
      env = {},
      fails = false,
      quiet = false,
    }: { cwd: string; env?: Record<string, string>; fails?: boolean; quiet?: boolean },
  ): Promise<Run> {
    const known = Object.entries(env).reduce((text, [name, value]) => text.replaceAll(`"$${name}"`, value), script);
    if (!quiet) {
      this.print(`${known.replace(/^\s*/gm, "$ ")}\n`);
    }
    const run = await this.environments.bash.run(script, { cwd, env });
    if (!quiet && run.text !== "") {
      this.print(`${indented(shortened(run.text))}\n`);
    }
    if ((run.code === 0) === fails) {
      throw new Error(
        `Step ${this.#steps}: \`${script}\` ended with exit code ${run.code}.${quiet ? `\n${run.text}` : ""}`,
      );
    }
    return run;
  }
}

/** Of an update the part after its preview, and no empty lines. */
function shortened(output: string): string {
  const start = output.lastIndexOf("\nUpdating (");
  const lines = output
    .slice(start + 1)
    .split("\n")
    .filter((line) => line.trim() !== "");
  return lines.slice(-SHOWN_LINES).join("\n");
}

function indented(text: string): string {
  return text.replace(/^(?=.)/gm, "  ");
}
