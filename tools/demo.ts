import { existsSync, rmSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { findPulumi } from "../test/harness/pulumi";
import { PulumiProject } from "../test/harness/pulumiProject";
import { repository } from "../test/harness/repository";
import { PUBLISHED_RATE_LIMIT, type Simulator } from "../test/harness/simulator";
import { type Demo, languageDemo, readLanguage } from "./demo/languageDemo";
import { Interrupted, Terminal } from "./terminal";

/**
 * The README's first command: one key's life on the real Pulumi engine, against a simulated JetEmail. Each command is
 * printed as a user would type it before it runs, and what it promises is checked: the exit code tells. With
 * `--language NAME`, the program is in that language, and the plugin manages the key.
 */
const CHANGED_QUOTA = 5_000;

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { language: { type: "string" } } });
  const language = values.language === undefined ? undefined : readLanguage(values.language);
  const { version, command } = await findPulumi();
  const demo = await (language === undefined ? quickstart() : languageDemo(language));
  const { project, stack } = demo;
  delete project.env.JETEMAIL_BASE_URL; // the demo configures it
  const { simulator } = project;
  const terminal = new Terminal(project.folder, project.env);
  try {
    say(`Pulumi ${version} (${command}), JetEmail simulated on ${simulator.url}`);
    if (demo.program !== undefined) {
      say("The program");
      await terminal.run(`cat ${demo.program}`);
    }
    await show(terminal, simulator, stack);
    say(`To do the same against the real service, in a folder of your own:

${demo.installation.map((line) => `  ${line}\n`).join("")}\
  pulumi config set --secret jetemail:apiKey    # paste the account key, api_…
  pulumi up

without jetemail:baseUrl, so that https://api.jetemail.com is called. ${demo.start}`);
  } finally {
    rmSync(path.join(project.folder, `Pulumi.${stack}.yaml`), { force: true });
    await project.close();
  }
}

/** The program of this repository's root, which uses the dynamic resource. */
async function quickstart(): Promise<Demo> {
  return {
    project: await PulumiProject.at(repository, {
      name: "demo",
      isLinked: false,
      passphrase: "demo",
      simulator: PUBLISHED_RATE_LIMIT,
    }),
    stack: freeStackName(),
    installation: ["npm install pulumi-jetemail @pulumi/pulumi"],
    start: "README.md has a program to start from.",
  };
}

async function show(terminal: Terminal, simulator: Simulator, stack: string): Promise<void> {
  say("A stack, its account key (read from standard input, kept encrypted) and the address of the simulator");
  await terminal.run(`pulumi stack init ${stack}`);
  await terminal.run("pulumi config set --secret jetemail:apiKey", { input: simulator.accountKey });
  await terminal.run(`pulumi config set jetemail:baseUrl ${simulator.url}`);

  say("What would happen: nothing is sent to JetEmail");
  await terminal.run("pulumi preview");
  expect(simulator.requests.length === 0, "a preview sends no request");

  say("The key is created, its token a secret output");
  await terminal.run("pulumi up --yes --skip-preview");
  await terminal.run("pulumi stack output");
  const { token } = account(simulator);
  const output = await terminal.read("pulumi stack output --json --show-secrets");
  expect(JSON.parse(output).apiToken === token, "the stack has the token that JetEmail issued");
  const state = await terminal.read("pulumi stack export");
  expect(!state.includes(token) && !state.includes(simulator.accountKey), "neither secret is in the state in clear");

  say("The quota is changed: an update in place, the token stays");
  await terminal.run(`pulumi config set quota ${CHANGED_QUOTA}`);
  await terminal.run("pulumi preview --diff");
  await terminal.run("pulumi up --yes --skip-preview");
  const changed = account(simulator);
  expect(changed.quota === CHANGED_QUOTA && changed.token === token, "same token, new quota");

  say("Nothing is left to do");
  await terminal.run("pulumi preview --expect-no-changes");

  say("And down again");
  await terminal.run("pulumi destroy --yes --skip-preview");
  expect(simulator.keys.length === 0, "the account is empty");
  await terminal.run(`pulumi stack rm --yes ${stack}`);
}

function account(simulator: Simulator) {
  process.stdout.write("\nThe JetEmail account now holds:\n");
  for (const { name, uuid, token, status, quota } of simulator.keys) {
    process.stdout.write(`  ${name}  ${uuid}  ${token.slice(0, 16)}…  ${status}  quota ${quota}\n`);
  }
  const [key, ...others] = simulator.keys;
  expect(key !== undefined && others.length === 0, "the account holds one key");
  return key as NonNullable<typeof key>;
}

function expect(condition: boolean, promise: string): void {
  if (!condition) {
    throw new Error(`The demo expected: ${promise}.`);
  }
  process.stdout.write(`✓ ${promise}\n`);
}

function say(text: string): void {
  process.stdout.write(`\n# ${text}\n`);
}

/** Pulumi keeps a stack's settings beside the root's Pulumi.yaml: a user's own are left alone. */
function freeStackName(): string {
  for (let number = 1; ; number++) {
    const name = number === 1 ? "demo" : `demo${number}`;
    if (!existsSync(path.join(repository, `Pulumi.${name}.yaml`))) {
      return name;
    }
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`\n${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = error instanceof Interrupted ? 130 : 1;
});
